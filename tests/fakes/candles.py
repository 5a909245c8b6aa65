"""The candle store port in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from functions.domain.candle import Candle
from functions.domain.units import HOUR
from functions.domain.venue_consensus import ConsensusCandle
from tests.fakes.database import FakeDatabase, Refused


class FakeCandles:
    """Candles by open time, each with the instant from which it is known."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    async def newest_open(self) -> datetime | None:
        """Open time of the newest consensus candle."""
        await self._database.turn()
        return max(self._database.agreed, default=None)

    async def window(self, closes_by: datetime, hours: int, known_by: datetime) -> list[Candle]:
        """Consensus candles of the `hours` up to `closes_by` as known at `known_by`."""
        await self._database.turn()
        return [
            consensus.candle
            for open_time, (known_at, consensus) in sorted(self._database.agreed.items())
            if closes_by - hours * HOUR <= open_time < closes_by and known_at <= known_by
        ]

    async def record(
        self, observed: Mapping[str, Sequence[Candle]], agreed: Sequence[ConsensusCandle]
    ) -> int:
        """Store observations and their consensus, all or nothing."""
        await self._database.turn()
        now = self._database.clock.now
        for candle in (
            *(candle for candles in observed.values() for candle in candles),
            *(consensus.candle for consensus in agreed),
        ):
            _check(candle, now)
        for venue, candles in observed.items():
            for candle in candles:
                self._database.observed.setdefault((venue, candle.open_time), candle)
        before = len(self._database.agreed)
        for consensus in agreed:
            self._database.agreed.setdefault(consensus.candle.open_time, (now, consensus))
        return len(self._database.agreed) - before

    async def count(self) -> tuple[int, int]:
        """Number of hours present and missing."""
        await self._database.turn()
        if not self._database.agreed:
            return 0, 0
        first, last = min(self._database.agreed), max(self._database.agreed)
        present = len(self._database.agreed)
        return present, (last - first) // HOUR + 1 - present


def _check(candle: Candle, now: datetime) -> None:
    if now < candle.close_time:
        raise Refused(f"{candle} has not closed at {now}")
    if not 0 < candle.low <= min(candle.open, candle.close):
        raise Refused(f"{candle} has a price below its low")
    if candle.high < max(candle.open, candle.close) or candle.volume < 0:
        raise Refused(f"{candle} has a price above its high or a negative volume")
