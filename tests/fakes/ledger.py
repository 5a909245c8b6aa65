"""The ledger port in memory."""

from collections.abc import Sequence

from functions.domain.horizon import Schedule
from functions.domain.ledger import LedgerHead
from functions.ports.ledger import LedgerEntry
from tests.fakes.database import FakeDatabase, Refused


class FakeLedger:
    """The ledger of a database in memory."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    async def head(self) -> LedgerHead:
        """The tree as it stands."""
        await self._database.turn()
        return self._database.head

    async def page(self, after: int, limit: int) -> list[LedgerEntry]:
        """Entries with an index above `after`, ascending."""
        await self._database.turn()
        return self._database.entries[max(after, -1) + 1 :][:limit]

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
