"""The append-only ledger, as readers see it, and its standing announcements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from functions.domain.horizon import Schedule
from functions.domain.ledger import LedgerHead
from functions.domain.merkle_proof import Subtree


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry as stored: canonical bytes and their leaf hash."""

    index: int
    kind: str
    recorded_at: datetime
    body: bytes
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A signed note over the first `size` entries, and when it was signed."""

    size: int
    note: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where else a checkpoint lies: place `s3` or `opentimestamps`, state, and a word on it."""

    size: int
    place: str
    state: str
    detail: str


class LedgerStore(Protocol):
    """Raises VendorError."""

    async def head(self, size: int | None = None) -> LedgerHead:
        """The tree as it stands, or as it stood. Raises NotFound for a size it never had."""
        ...

    async def subtrees(self, wanted: Collection[Subtree]) -> dict[Subtree, bytes]:
        """Hashes of perfect subtrees; those that are not complete yet are left out."""
        ...

    async def page(self, after: int, limit: int) -> list[LedgerEntry]:
        """Entries with an index above `after`, ascending."""
        ...

    async def keep_checkpoint(self, size: int, note: str) -> bool:
        """Record a signed note; False when one of that size or a larger one is kept, which stays.

        The ledger has at least so many entries.
        """
        ...

    async def checkpoints(self, limit: int) -> list[SignedCheckpoint]:
        """The newest signed notes, largest first."""
        ...

    async def record_anchor(self, anchor: Anchor) -> None:
        """Say where else a kept checkpoint lies; saying it again changes nothing."""
        ...

    async def anchors(self, sizes: Collection[int]) -> list[Anchor]:
        """What has been said of checkpoints of these sizes, by size and place."""
        ...

    async def time_stamps(self, limit: int) -> list[Anchor]:
        """Time stamps, the newest checkpoint's first, each as it stands by now."""
        ...

    async def schedules(self) -> list[Schedule]:
        """Everything announced so far."""
        ...

    async def announce(self, announcements: Sequence[tuple[Schedule, bytes]]) -> int:
        """Record schedules not yet announced, in one transaction; returns how many."""
        ...
