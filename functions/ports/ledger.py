"""The append-only ledger, as readers see it, and its standing announcements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from functions.domain.horizon import Schedule
from functions.domain.ledger import LedgerHead


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry as stored: canonical bytes and their leaf hash."""

    index: int
    kind: str
    recorded_at: datetime
    body: bytes
    leaf_hash: bytes


class LedgerStore(Protocol):
    """Raises VendorError."""

    async def head(self) -> LedgerHead:
        """The tree as it stands."""
        ...

    async def page(self, after: int, limit: int) -> list[LedgerEntry]:
        """Entries with an index above `after`, ascending."""
        ...

    async def schedules(self) -> list[Schedule]:
        """Everything announced so far."""
        ...

    async def announce(self, announcements: Sequence[tuple[Schedule, bytes]]) -> int:
        """Record schedules not yet announced, in one transaction; returns how many."""
        ...
