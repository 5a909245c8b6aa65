"""What there is to be told: a market and its clock, of which only closed hours are revealed."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import HistoryExchange, PostgresWorld
from functions.domain.candle import Candle
from functions.domain.units import HOUR, hour_floor
from functions.domain.world import Mode

DATABASE_CONNECTIONS_MAX = 2
SIMULATED_FROM = datetime(2025, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=30)
"""How far beyond now the simulated market is made at a time; none of it is revealed early."""


class Market(Protocol):
    """Closed hours and the time."""

    async def now(self) -> datetime:
        """The instant in this market's world. Raises CandorError before there is one."""
        ...

    async def closed(self, opens_from: datetime, opens_until: datetime) -> Sequence[Candle]:
        """Closed candles that open in opens_from..opens_until, both included, ascending."""
        ...

    async def close(self) -> None:
        """Let go of whatever it holds."""
        ...


class HistoryMarket:
    """A replayed or simulated world's history by the world's own clock."""

    def __init__(self, database_url: str, mode: Mode) -> None:
        self._pool = Pool(database_url, DATABASE_CONNECTIONS_MAX)
        self._world = PostgresWorld(self._pool, mode)
        self._history = HistoryExchange(self._pool)

    async def now(self) -> datetime:
        """What the world's clock shows."""
        return (await self._world.read()).clock.now

    async def closed(self, opens_from: datetime, opens_until: datetime) -> Sequence[Candle]:
        """The history's candles; the query itself reveals no hour that has not closed."""
        hours = max(0, (opens_until - opens_from) // HOUR + 1)
        return await self._history.closed_candles(opens_from, opens_until + HOUR, hours)

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()


class SimulatedMarket:
    """The simulated market of a seed, in step with the machine's clock."""

    def __init__(self, seed: int, now: Callable[[], datetime]) -> None:
        self._seed = seed
        self._now = now
        self._candles: tuple[Candle, ...] = ()
        self._lock = asyncio.Lock()

    async def now(self) -> datetime:
        """The machine's time."""
        return self._now()

    async def closed(self, opens_from: datetime, opens_until: datetime) -> Sequence[Candle]:
        """Candles closed by now; the same seed and hour always give the same candle."""
        now = self._now()
        async with self._lock:
            if not self._candles or self._candles[-1].close_time <= now:
                self._candles = await asyncio.to_thread(self._simulate, now + AHEAD)
        first = max(0, (opens_from - SIMULATED_FROM) // HOUR)
        last = (min(opens_until, hour_floor(now) - HOUR) - SIMULATED_FROM) // HOUR
        return self._candles[first : max(0, last + 1)]

    async def close(self) -> None:
        """It holds nothing."""

    def _simulate(self, until: datetime) -> tuple[Candle, ...]:
        # It brings numpy, which an emulator over a history does not need.
        from mlops.history.simulate import simulate

        return simulate(self._seed, (until - SIMULATED_FROM) // HOUR, SIMULATED_FROM)
