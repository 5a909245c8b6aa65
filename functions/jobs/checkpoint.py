"""`checkpoint`: signs the ledger as it stands, once it has grown, and only as its own sequel."""

from dataclasses import dataclass

from functions.domain.checkpoint import Checkpoint, parse_note
from functions.domain.ledger import LedgerHead
from functions.domain.merkle_proof import (
    consistency_path,
    range_hashes,
    require_consistency,
    wanted_subtrees,
)
from functions.ports.ledger import LedgerStore, SignedCheckpoint
from functions.ports.services import Services

NO_KEY = "LEDGER_SIGNING_KEY is not set here, so nothing is signed"


@dataclass(frozen=True, slots=True)
class CheckpointReport:
    """The size that was signed, None where there was nothing new, or no key to sign with."""

    signed: int | None
    waiting: str | None = None


async def checkpoint(services: Services) -> CheckpointReport:
    """Sign the ledger's size and root, unless that was done.

    Raises LedgerForked, and signs nothing, when the ledger does not begin with what was
    signed last; VendorError.
    """
    if services.note_signer is None:
        return CheckpointReport(None, NO_KEY)
    newest = await services.ledger.checkpoints(1)
    head = await services.ledger.head()
    if head.size == (newest[0].size if newest else 0):
        return CheckpointReport(None)
    if newest:
        await _require_sequel(services.ledger, newest[0], head)
    verifier = services.note_signer.verifier
    signed = Checkpoint(verifier.name, head.size, head.root())
    note = signed.signed(verifier, services.note_signer.sign(signed.text.encode()))
    kept = await services.ledger.keep_checkpoint(head.size, note)
    return CheckpointReport(head.size if kept else None)


async def _require_sequel(ledger: LedgerStore, last: SignedCheckpoint, head: LedgerHead) -> None:
    old = parse_note(last.note).checkpoint
    path = consistency_path(old.size, head.size) if old.size <= head.size else ()
    hashes = range_hashes(path, await ledger.subtrees(wanted_subtrees(path)))
    require_consistency((old.size, old.root), (head.size, head.root()), hashes)
