"""A witness: keeps each checkpoint outside the product, if it follows from the one before.

Whoever has the database and the signing key can rewrite the ledger, but not what the
witness keeps. So it never takes a checkpoint that does not begin with its newest one, and
what it refuses it keeps aside: two signatures under one name are the proof of the lie. A
rewritten ledger that is not signed any more is held against the newest checkpoint too, and
one that grows unsigned is not waited for.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from functions.adapters.ed25519.signer import verified
from functions.domain.checkpoint import Checkpoint, NoteVerifier
from functions.domain.errors import CandorError, LedgerForked, NotFound
from functions.domain.ledger_health import SIGNED_WITHIN
from functions.domain.merkle_proof import require_consistency
from functions.domain.units import instant_text
from mlops.ledger.site import ShownLedger, Site

LATEST = "latest"


class Unsigned(CandorError):
    """A ledger has grown for too long without a checkpoint."""


class Files(Protocol):
    """Where the witness keeps what it saw: `checkpoints/<name>/…` in the second store."""

    async def read(self, name: str) -> bytes:
        """A file's bytes. Raises NotFound, VendorError."""
        ...

    async def write(self, name: str, data: bytes) -> None:
        """Keep a file. Raises VendorError."""
        ...


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The newest checkpoint that is kept; `is_new` when it was not before this run."""

    checkpoint: Checkpoint
    note: bytes
    is_new: bool


async def witness(site: Site, files: Files, trusted: NoteVerifier) -> Witnessed:
    """Keep the site's newest checkpoint, and hold the ledger as it is now against it.

    The ledger is looked at first, so that what it has then and the checkpoint lacks was not
    signed in between. Raises what `_keep` and `_require_sequel` raise.
    """
    now = await site.ledger()
    witnessed = await _keep(site, files, trusted)
    await _require_sequel(site, files, witnessed.checkpoint, now)
    return witnessed


async def _keep(site: Site, files: Files, trusted: NoteVerifier) -> Witnessed:
    """Keep the site's newest checkpoint, signed by the trusted key.

    An older one than is kept, as a cache may still show it, is held to the kept one and
    changes nothing. Raises LedgerForked when neither begins with the other, InvalidInput
    when a signature is wrong, NotFound before the first checkpoint, VendorError.
    """
    note = (await site.checkpoint()).encode()
    shown = verified(note.decode(), trusted)
    last = await _last(files)
    if last is not None:
        kept = verified(last.decode(), trusted)
        try:
            await _require_one_ledger(site, kept, shown)
        except LedgerForked as fork:
            aside = f"refused/{shown.size}.{hashlib.sha256(note).hexdigest()}"
            await files.write(aside, note)
            raise LedgerForked(
                f"{trusted.name} has forked: {fork}; the signed note that proves it is kept"
                f" as {aside}"
            ) from None
        if shown.size <= kept.size:
            return Witnessed(kept, last, is_new=False)
    await files.write(str(shown.size), note)
    await files.write(LATEST, note)
    return Witnessed(shown, note, is_new=True)


async def _require_sequel(site: Site, files: Files, kept: Checkpoint, now: ShownLedger) -> None:
    """Raises LedgerForked, Unsigned; what the site showed of a fork is kept aside, unsigned."""
    try:
        await _require_one_ledger(site, kept, Checkpoint(kept.origin, now.size, now.root))
    except LedgerForked as fork:
        aside = f"refused/{now.size}.{hashlib.sha256(now.answer).hexdigest()}"
        await files.write(aside, now.answer)
        raise LedgerForked(
            f"{kept.origin} is not what was signed at size {kept.size}: {fork}; what the site"
            f" showed, which nobody signed, is kept as {aside}"
        ) from None
    if now.size <= kept.size:
        return
    oldest = await site.recorded_at(kept.size)
    if await site.recorded_at(now.size - 1) - oldest > SIGNED_WITHIN:
        raise Unsigned(
            f"{kept.origin} grows and is not signed: it has {now.size} entries, the newest"
            f" checkpoint covers {kept.size}, and the next was recorded at {instant_text(oldest)}"
        )


async def _require_one_ledger(site: Site, kept: Checkpoint, shown: Checkpoint) -> None:
    old, new = sorted((kept, shown), key=lambda one: one.size)
    hashes: Sequence[bytes] = ()
    if old.size < new.size:
        try:
            hashes = await site.consistency(old.size, new.size)
        except NotFound:
            raise LedgerForked(
                f"the witness keeps a checkpoint of {kept.size} entries; the site shows one of"
                f" {shown.size} and has no ledger of {new.size}"
            ) from None
    require_consistency((old.size, old.root), (new.size, new.root), hashes)


async def _last(files: Files) -> bytes | None:
    try:
        return await files.read(LATEST)
    except NotFound:
        return None
