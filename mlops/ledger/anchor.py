"""The newest checkpoint goes into the second store, and daily under a time stamp."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.checkpoint import NoteVerifier
from functions.domain.errors import InvalidInput, NotFound, VendorError
from functions.ports.ledger import Anchor, LedgerStore
from functions.ports.world import Clock
from mlops.ledger.site import Site
from mlops.ledger.time_stamp import TimeStamp, stamp, upgrade
from mlops.ledger.witness import Files, Witnessed, witness

STAMP_EVERY = timedelta(hours=23)
"""A little less than a day, so that an hourly run does not drift past it."""
S3, OPENTIMESTAMPS = "s3", "opentimestamps"
KEPT, PENDING = "kept", "pending"
STAMPED_AT = "stamped_at"
LOOKED_AT_MAX = 30
"""A promise that is not kept in so many days is not asked for any more."""


@dataclass(frozen=True, slots=True)
class AnchorReport:
    """What was kept and stamped, and what the calendars could not do this time."""

    witnessed: Witnessed
    stamped: tuple[Anchor, ...]
    failures: tuple[str, ...]


async def anchor(
    site: Site,
    files: Files,
    ledger: LedgerStore,
    clock: Clock,
    trusted: NoteVerifier,
    calendars: Sequence[str],
) -> AnchorReport:
    """Witness the newest checkpoint, stamp once a day (wall time), complete what is promised.

    Files come before the rows that tell of them, so that a run which is cut short is made
    good by the next one. A calendar's failure is reported, not raised. Raises what
    `witness` raises.
    """
    witnessed = await witness(site, files, trusted)
    size = witnessed.checkpoint.size
    await ledger.record_anchor(
        Anchor(size, S3, KEPT, f"checkpoints/{witnessed.checkpoint.origin}/{size}")
    )
    stamped: list[Anchor] = []
    failures: list[str] = []
    try:
        if calendars and await _is_due(files, clock) and not await _is_stamped(ledger, size):
            made = await asyncio.to_thread(stamp, witnessed.note, calendars)
            stamped.append(await _keep(files, ledger, size, made, calendars))
            await files.write(STAMPED_AT, clock.now().isoformat().encode())
    except VendorError as error:
        failures.append(str(error))
    for one in await ledger.time_stamps(LOOKED_AT_MAX):
        if one.state != PENDING:
            continue
        try:
            stamped += await _complete(files, ledger, one.size, calendars)
        except (VendorError, NotFound, InvalidInput) as error:
            failures.append(f"time stamp of {one.size}: {error}")
    return AnchorReport(witnessed, tuple(stamped), tuple(failures))


async def _complete(
    files: Files, ledger: LedgerStore, size: int, calendars: Sequence[str]
) -> list[Anchor]:
    note, raw = await files.read(str(size)), await files.read(f"{size}.ots")
    newer = await asyncio.to_thread(upgrade, raw, note, calendars)
    return [] if newer.state == PENDING else [await _keep(files, ledger, size, newer, calendars)]


async def _keep(
    files: Files, ledger: LedgerStore, size: int, made: TimeStamp, calendars: Sequence[str]
) -> Anchor:
    await files.write(f"{size}.ots", made.raw)
    said = Anchor(size, OPENTIMESTAMPS, made.state, made.detail(calendars))
    await ledger.record_anchor(said)
    return said


async def _is_stamped(ledger: LedgerStore, size: int) -> bool:
    return any(one.place == OPENTIMESTAMPS for one in await ledger.anchors([size]))


async def _is_due(files: Files, clock: Clock) -> bool:
    try:
        last = datetime.fromisoformat((await files.read(STAMPED_AT)).decode())
    except NotFound:
        return True
    return clock.now() - last >= STAMP_EVERY
