"""Pages of the append-only ledger."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from functions.documents.envelope import Document, Envelope, Hash, envelope
from functions.domain.ledger import LedgerHead
from functions.domain.world import World
from functions.ports.ledger import LedgerEntry as StoredEntry


class LedgerEntry(Document):
    """One entry; `leaf_hash` = SHA-256(0x00 ‖ UTF-8 bytes of `body`)."""

    index: int
    kind: str = Field(examples=["schedule", "forecast", "missed", "promotion"])
    recorded_at: datetime
    leaf_hash: Hash
    body: str = Field(description="The canonical JSON bytes, as text.")


class Ledger(Envelope):
    """A page of the append-only ledger, and the Merkle root over all of it (RFC 9162)."""

    size: int
    root_hash: Hash
    entries: list[LedgerEntry]
    next_after: int | None


def ledger(world: World, head: LedgerHead, entries: Sequence[StoredEntry], limit: int) -> Ledger:
    """A page of entries and the root over the whole tree."""
    more = len(entries) == limit and entries[-1].index + 1 < head.size
    return Ledger(
        **envelope(world),
        size=head.size,
        root_hash=head.root().hex(),
        entries=[
            LedgerEntry(
                index=entry.index,
                kind=entry.kind,
                recorded_at=entry.recorded_at,
                leaf_hash=entry.leaf_hash.hex(),
                body=entry.body.decode(),
            )
            for entry in entries
        ],
        next_after=entries[-1].index if more else None,
    )
