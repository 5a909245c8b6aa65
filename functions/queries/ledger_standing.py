"""The ledger beside its newest checkpoint, from a row or two found by their primary key."""

from datetime import datetime

from functions.domain.checkpoint import Checkpoint, parse_note
from functions.domain.errors import InvalidInput, NotFound
from functions.domain.ledger_health import LedgerStanding
from functions.ports.ledger import SignedCheckpoint
from functions.ports.services import Services


async def ledger_standing(services: Services) -> tuple[LedgerStanding, SignedCheckpoint | None]:
    """How the ledger stands, and the checkpoint it is held against. Raises VendorError.

    The checkpoint is read first: the ledger may grow meanwhile, and never falls behind it.
    """
    newest = next(iter(await services.ledger.checkpoints(1)), None)
    head = await services.ledger.head()
    if newest is None:
        since = await _recorded_at(services, 0) if services.note_signer and head.size else None
        return LedgerStanding(head.size, None, None, since), None
    since = await _recorded_at(services, newest.size) if head.size > newest.size else None
    root = head.root() if head.size == newest.size else await _root(services, newest.size)
    return LedgerStanding(head.size, _signed(newest), root, since), newest


def _signed(newest: SignedCheckpoint) -> Checkpoint:
    """What the note says; one that cannot be read was tampered with, and no ledger fits it."""
    try:
        return parse_note(newest.note).checkpoint
    except InvalidInput:
        return Checkpoint("", newest.size, b"")


async def _root(services: Services, size: int) -> bytes | None:
    try:
        return (await services.ledger.head(size)).root()
    except NotFound:
        return None


async def _recorded_at(services: Services, index: int) -> datetime:
    (entry,) = await services.ledger.page(index - 1, 1)
    return entry.recorded_at
