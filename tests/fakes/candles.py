"""The candle store port in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from functions.domain.candle import Candle
from functions.domain.settlement import Quarantine
from functions.domain.units import HOUR, hour_floor
from functions.domain.venue_consensus import ConsensusCandle
from functions.ports.candles import IN_TIME, Punctuality, Recorded
from tests.fakes.database import FakeDatabase, Refused

T = TypeVar("T")


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
            known[-1].candle
            for open_time, revisions in sorted(self._database.agreed.items())
            if closes_by - hours * HOUR <= open_time < closes_by
            and (known := [one for known_at, one in revisions if known_at <= known_by])
        ]

    async def version(self, closes_by: datetime, hours: int) -> str:
        """A text that is another one whenever the window's newest candles are others."""
        await self._database.turn()
        rows = [
            (open_time, known_at)
            for open_time, revisions in self._database.agreed.items()
            if closes_by - hours * HOUR <= open_time < closes_by
            for known_at, _ in revisions
        ]
        return f"{len(rows)} {max(rows, default=None)} {max((k for _, k in rows), default=None)}"

    async def observed(
        self, opens_from: datetime, opens_until: datetime | None = None
    ) -> dict[str, dict[datetime, Candle]]:
        """What each venue said last of each hour from `opens_from` on."""
        await self._database.turn()
        said: dict[str, dict[datetime, Candle]] = {}
        for (venue, open_time), revisions in self._database.observed.items():
            if opens_from <= open_time and (opens_until is None or open_time < opens_until):
                said.setdefault(venue, {})[open_time] = revisions[-1][1]
        return said

    async def quarantined(self, opens_from: datetime) -> list[Quarantine]:
        """Venues put aside for hours from `opens_from` on, as known last."""
        await self._database.turn()
        return [
            Quarantine(venue, open_time, revisions[-1][1])
            for (open_time, venue), revisions in sorted(self._database.quarantined.items())
            if open_time >= opens_from
        ]

    async def record(
        self,
        observed: Mapping[str, Sequence[Candle]],
        agreed: Sequence[ConsensusCandle],
        quarantined: Sequence[Quarantine] = (),
    ) -> Recorded:
        """Store observations and what was made of them, all or nothing."""
        await self._database.turn()
        now = self._database.clock.now
        for candle in (
            *(candle for candles in observed.values() for candle in candles),
            *(consensus.candle for consensus in agreed),
        ):
            _check(candle, now)
        for venue, candles in observed.items():
            for candle in candles:
                revise(
                    self._database.observed.setdefault((venue, candle.open_time), []), now, candle
                )
        for one in quarantined:
            key = (one.open_time, one.venue)
            revise(self._database.quarantined.setdefault(key, []), now, one.reason)
        new = revised = 0
        for consensus in agreed:
            revisions = self._database.agreed.setdefault(consensus.candle.open_time, [])
            if revise(revisions, now, consensus):
                new, revised = new + (len(revisions) == 1), revised + (len(revisions) > 1)
        return Recorded(new, revised)

    async def count(self) -> tuple[int, int]:
        """Number of hours present and missing."""
        await self._database.turn()
        if not self._database.agreed:
            return 0, 0
        first, last = min(self._database.agreed), max(self._database.agreed)
        present = len(self._database.agreed)
        return present, (last - first) // HOUR + 1 - present

    async def punctuality(self, now: datetime) -> Punctuality:
        """Hours since the world opened, and those without a candle in time."""
        await self._database.turn()
        opened = self._database.clock.starts_at
        assert opened is not None, "a live world in memory does not know since when it is open"
        hours = []
        hour = hour_floor(opened) + HOUR
        while hour + HOUR + IN_TIME < now:
            hours.append(hour)
            hour += HOUR
        known_at = {hour: known[0][0] for hour, known in self._database.agreed.items()}
        late = [one for one in hours if known_at.get(one, now) > one + HOUR + IN_TIME]
        return Punctuality(len(hours), len(late))


def _check(candle: Candle, now: datetime) -> None:
    if now < candle.close_time:
        raise Refused(f"{candle} has not closed at {now}")
    if not 0 < candle.low <= min(candle.open, candle.close):
        raise Refused(f"{candle} has a price below its low")
    if candle.high < max(candle.open, candle.close) or candle.volume < 0:
        raise Refused(f"{candle} has a price above its high or a negative volume")


def revise(revisions: list[tuple[datetime, T]], now: datetime, said: T) -> bool:
    """Add what differs from the newest, one revision an instant as a primary key has it."""
    if revisions and (revisions[-1][1] == said or revisions[-1][0] == now):
        return False
    revisions.append((now, said))
    return True
