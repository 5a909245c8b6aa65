"""The newest checkpoint goes into the second store, and daily under a time stamp."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.checkpoint import NoteVerifier
from functions.domain.errors import NotFound, VendorError
from functions.ports.ledger import Anchor, LedgerStore
from functions.ports.world import Clock
from mlops.ledger.site import Site
from mlops.ledger.time_stamp import CALENDARS, TimeStamp, stamp, upgrade
from mlops.ledger.witness import Files, Witnessed, witness

STAMP_EVERY = timedelta(hours=23)
"""A little less than a day, so that an hourly run does not drift past it."""
S3, OPENTIMESTAMPS = "s3", "opentimestamps"
KEPT, PENDING = "kept", "pending"
STAMPED_AT = "stamped_at"
UPGRADED_MAX = 20


@dataclass(frozen=True, slots=True)
class AnchorReport:
    """What was kept and stamped, and what a calendar could not do this time."""

    witnessed: Witnessed
    stamped: tuple[Anchor, ...]
    failure: str | None


async def anchor(
    site: Site,
    files: Files,
    ledger: LedgerStore,
    clock: Clock,
    trusted: NoteVerifier | None = None,
    calendars: Sequence[str] = CALENDARS,
) -> AnchorReport:
    """Witness the newest checkpoint, complete what waits, and stamp once a day (wall time).

    A calendar's failure is reported, not raised: the next run tries again. Raises what
    `witness` raises.
    """
    witnessed = await witness(site, files, trusted)
    await ledger.record_anchor(
        Anchor(witnessed.checkpoint.size, S3, KEPT, f"checkpoints/{witnessed.checkpoint.size}")
    )
    stamped: list[Anchor] = []
    failure = None
    known = await ledger.anchors()
    try:
        stamped += await _complete(files, ledger, known, calendars)
        is_stamped = any(
            (one.size, one.place) == (witnessed.checkpoint.size, OPENTIMESTAMPS) for one in known
        )
        if not is_stamped and await _is_due(files, clock):
            stamped.append(await _stamp(files, ledger, witnessed, clock, calendars))
    except VendorError as error:
        failure = str(error)
    return AnchorReport(witnessed, tuple(stamped), failure)


async def _complete(
    files: Files, ledger: LedgerStore, known: Sequence[Anchor], calendars: Sequence[str]
) -> list[Anchor]:
    stamps = [one for one in known if one.place == OPENTIMESTAMPS]
    complete = {one.size for one in stamps if one.state != PENDING}
    found = []
    for one in [one for one in stamps if one.size not in complete][:UPGRADED_MAX]:
        note, raw = await files.read(str(one.size)), await files.read(f"{one.size}.ots")
        newer = await asyncio.to_thread(upgrade, raw, note, calendars)
        if newer.state != PENDING:
            found.append(await _keep(files, ledger, one.size, newer))
    return found


async def _stamp(
    files: Files,
    ledger: LedgerStore,
    witnessed: Witnessed,
    clock: Clock,
    calendars: Sequence[str],
) -> Anchor:
    made = await asyncio.to_thread(stamp, witnessed.note.encode(), calendars)
    kept = await _keep(files, ledger, witnessed.checkpoint.size, made)
    await files.write(STAMPED_AT, clock.now().isoformat().encode())
    return kept


async def _keep(files: Files, ledger: LedgerStore, size: int, stamp: TimeStamp) -> Anchor:
    await files.write(f"{size}.ots", stamp.raw)
    made = Anchor(size, OPENTIMESTAMPS, stamp.state, stamp.detail)
    await ledger.record_anchor(made)
    return made


async def _is_due(files: Files, clock: Clock) -> bool:
    try:
        last = datetime.fromisoformat((await files.read(STAMPED_AT)).decode())
    except NotFound:
        return True
    return clock.now() - last >= STAMP_EVERY
