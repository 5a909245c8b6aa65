"""The ledger port in memory."""

from collections.abc import Collection, Sequence

from functions.domain.errors import NotFound
from functions.domain.horizon import Schedule
from functions.domain.ledger import LedgerHead
from functions.domain.merkle_proof import Subtree
from functions.ports.ledger import Anchor, LedgerEntry, SignedCheckpoint
from tests.fakes.database import FakeDatabase, Refused


class FakeLedger:
    """The ledger of a database in memory."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    async def head(self, size: int | None = None) -> LedgerHead:
        """The tree as it stands, or as it stood."""
        await self._database.turn()
        if size is None:
            return self._database.head
        if not 0 <= size <= self._database.head.size:
            raise NotFound(f"the ledger has not had {size} entries yet")
        return _head_over(self._database.entries[:size])

    async def subtrees(self, wanted: Collection[Subtree]) -> dict[Subtree, bytes]:
        """Hashes of perfect subtrees that are complete."""
        await self._database.turn()
        entries = self._database.entries
        return {
            one: _head_over(entries[one.number << one.level : one.last_leaf + 1]).root()
            for one in wanted
            if one.last_leaf < len(entries)
        }

    async def page(self, after: int, limit: int) -> list[LedgerEntry]:
        """Entries with an index above `after`, ascending."""
        await self._database.turn()
        return self._database.entries[max(after, -1) + 1 :][:limit]

    async def keep_checkpoint(self, size: int, note: str) -> bool:
        """Record a signed note, unless one of that size or a larger one is kept."""
        await self._database.turn()
        kept = self._database.checkpoints
        if f"\n{size}\n" not in note:
            raise Refused("a note says its size")
        if size > self._database.head.size:
            raise Refused("a checkpoint's size is at most the ledger's")
        if any(one.size >= size for one in kept):
            return False
        kept.append(SignedCheckpoint(size, note, self._database.clock.now))
        return True

    async def checkpoints(self, limit: int) -> list[SignedCheckpoint]:
        """The newest signed notes, largest first."""
        await self._database.turn()
        return self._database.checkpoints[::-1][:limit]

    async def record_anchor(self, anchor: Anchor) -> None:
        """Say where else a kept checkpoint lies."""
        await self._database.turn()
        if all(one.size != anchor.size for one in self._database.checkpoints):
            raise Refused("an anchor is of a checkpoint")
        said = {(one.size, one.place, one.state) for one in self._database.anchors}
        if (anchor.size, anchor.place, anchor.state) not in said:
            self._database.anchors.append(anchor)

    async def anchors(self, sizes: Collection[int]) -> list[Anchor]:
        """What has been said of checkpoints of these sizes."""
        await self._database.turn()
        wanted = [one for one in self._database.anchors if one.size in sizes]
        return sorted(wanted, key=lambda one: (one.size, one.place))

    async def time_stamps(self, limit: int) -> list[Anchor]:
        """Time stamps, the newest checkpoint's first, each as it stands by now."""
        await self._database.turn()
        standing = {
            one.size: one
            for one in sorted(self._database.anchors, key=lambda one: one.state, reverse=True)
            if one.place == "opentimestamps"
        }
        return [standing[size] for size in sorted(standing, reverse=True)][:limit]

    async def schedules(self) -> list[Schedule]:
        """Everything announced so far."""
        await self._database.turn()
        return list(self._database.schedules)

    async def announce(self, announcements: Sequence[tuple[Schedule, bytes]]) -> int:
        """Record schedules not yet announced, all or none."""
        await self._database.turn()
        known = {schedule.horizon for schedule in self._database.schedules}
        new = [(one, body) for one, body in announcements if one.horizon not in known]
        if any(one.valid_from <= self._database.clock.now for one, _ in new):
            raise Refused("slots are announced before they begin")
        for schedule, body in new:
            self._database.append(body)
            self._database.schedules.append(schedule)
        return len(new)


def _head_over(entries: Sequence[LedgerEntry]) -> LedgerHead:
    head = LedgerHead()
    for entry in entries:
        head = head.append(entry.leaf_hash)
    return head
