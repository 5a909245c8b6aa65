"""A witness: keeps each checkpoint outside the product, if it follows from the one before.

Whoever has the database and the signing key can rewrite the ledger, but not what the
witness keeps. So it never takes a checkpoint that does not begin with its newest one.
"""

import json
from dataclasses import dataclass
from typing import Protocol

from functions.adapters.ed25519.signer import verified
from functions.domain.checkpoint import Checkpoint, NoteVerifier, parse_verifier
from functions.domain.errors import LedgerForked, NotFound
from functions.domain.merkle_proof import require_consistency
from mlops.ledger.site import Site

LATEST = "latest.json"


class Files(Protocol):
    """Where the witness keeps what it saw: an S3 bucket below `checkpoints/<name>`."""

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
    note: str
    is_new: bool


async def witness(site: Site, files: Files, trusted: NoteVerifier | None = None) -> Witnessed:
    """Keep the site's newest checkpoint.

    The key is `trusted`, or the one that the witness saw first. Raises LedgerForked when
    the checkpoint does not begin with the newest one kept, or is signed by another key;
    InvalidInput when its signature is wrong; VendorError.
    """
    last = await _last(files)
    key = trusted or (last.key if last else await site.verifier())
    if last and key != last.key:
        raise LedgerForked(f"the witness trusts {last.key}, not {key}")
    note = await site.checkpoint()
    checkpoint = verified(note, key)
    if last:
        old = last.checkpoint
        if checkpoint == old:
            return Witnessed(checkpoint, note, is_new=False)
        hashes = (
            await site.consistency(old.size, checkpoint.size) if old.size < checkpoint.size else ()
        )
        require_consistency((old.size, old.root), (checkpoint.size, checkpoint.root), tuple(hashes))
    await files.write(str(checkpoint.size), note.encode())
    await files.write(LATEST, json.dumps({"key": str(key), "note": note}).encode())
    return Witnessed(checkpoint, note, is_new=True)


@dataclass(frozen=True, slots=True)
class _Last:
    key: NoteVerifier
    checkpoint: Checkpoint


async def _last(files: Files) -> _Last | None:
    try:
        kept = json.loads(await files.read(LATEST))
    except NotFound:
        return None
    key = parse_verifier(kept["key"])
    return _Last(key, verified(kept["note"], key))
