"""The world port in memory."""

from functions.domain.errors import NotReady, WorldMismatch
from functions.domain.units import HOUR
from functions.domain.world import Mode, World
from functions.ports.world import Footprint
from tests.fakes.database import FakeDatabase


class FakeWorld:
    """Reads a database's world for a process of one mode; without a database it is not open."""

    def __init__(self, database: FakeDatabase | None, mode: Mode) -> None:
        self._database = database
        self._mode = mode

    async def read(self) -> World:
        """The world as it is now."""
        if self._database is None:
            raise NotReady("the candles are still being prepared")
        await self._database.turn()
        if self._database.mode is not self._mode:
            raise WorldMismatch(f"a {self._database.mode} world, not {self._mode}")
        newest = max(self._database.agreed, default=None)
        return World(
            mode=self._database.mode,
            source=self._database.source,
            clock=self._database.clock,
            data_as_of=newest and newest + HOUR,
        )

    async def footprint(self) -> Footprint:
        """A kilobyte for each hour, and the one connection that asks."""
        assert self._database is not None
        await self._database.turn()
        return Footprint(size_bytes=1000 * (1 + len(self._database.agreed)), connections=1)


class UnreadableWorld:
    """A world that cannot be read, for a reason."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    async def read(self) -> World:
        """Raises the reason."""
        raise self._failure

    async def footprint(self) -> Footprint:
        """Raises the reason."""
        raise self._failure
