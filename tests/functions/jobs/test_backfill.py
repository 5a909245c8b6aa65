"""A stretch of older hours: what is missing is stored, what is there is not asked for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from functions.domain.candle import Candle
from functions.domain.errors import VendorUnavailable
from functions.domain.units import HOUR
from functions.jobs.backfill import backfill
from functions.jobs.ingest import ingest
from tests.fakes.exchange import FakeExchange
from tests.functions.jobs.rig import MARKET, Rig
from tests.worlds import T0

FIRST = MARKET[0].open_time


class Counting(FakeExchange):
    """Remembers what it was asked for."""

    def __init__(self, name: str, candles: Sequence[Candle]) -> None:
        super().__init__(name, candles)
        self.asked: list[tuple[datetime, datetime]] = []

    async def closed_candles(
        self, opens_from: datetime, closes_by: datetime, limit: int
    ) -> Sequence[Candle]:
        self.asked.append((opens_from, closes_by))
        return await super().closed_candles(opens_from, closes_by, limit)


async def test_an_old_hole_is_filled_and_nothing_else_is_asked_for(any_rig: Rig) -> None:
    venue = Counting("coinbase", [*MARKET[:20], *MARKET[21:]])
    rig = replace(any_rig, services=replace(any_rig.services, exchanges=(venue,)))
    rig.at(0, 1)
    await ingest(rig.services)
    venue.candles.append(MARKET[20])
    rig.at(0, 4)
    assert (await ingest(rig.services)).stored == 0
    venue.asked.clear()
    stretch = (FIRST + 10 * HOUR, FIRST + 30 * HOUR)
    report = await backfill(rig.services, *stretch)
    assert (report.stored, report.revised, venue.asked) == (1, 0, [stretch])
    assert await rig.services.candles.window(T0, 999, T0 + HOUR) == MARKET[:336]


async def test_a_stretch_that_is_whole_costs_no_request(rig: Rig) -> None:
    venue = Counting("coinbase", MARKET)
    rig = replace(rig, services=replace(rig.services, exchanges=(venue,)))
    rig.at(0, 1)
    await ingest(rig.services)
    venue.asked.clear()
    assert (await backfill(rig.services, FIRST, T0)).stored == 0
    assert venue.asked == []


async def test_hours_before_the_first_are_taken_in(rig: Rig) -> None:
    rig.venue.candles[:] = MARKET[100:]
    rig.at(0, 1)
    await ingest(rig.services)
    rig.venue.candles[:] = MARKET
    assert (await backfill(rig.services, FIRST, FIRST + 100 * HOUR)).stored == 100
    assert await rig.services.candles.window(T0, 999, T0 + HOUR) == MARKET[:336]


async def test_a_venue_that_fails_is_named(rig: Rig) -> None:
    rig.venue.failing = VendorUnavailable("coinbase", "timed out")
    rig.at(0, 1)
    report = await backfill(rig.services, FIRST, T0)
    assert (report.stored, set(report.failed_venues)) == (0, {"coinbase"})
