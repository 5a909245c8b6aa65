"""What every candle store promises, in memory and in PostgreSQL alike."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal

import pytest
from psycopg.errors import CheckViolation

from functions.domain.candle import Candle
from functions.domain.settlement import Quarantine
from functions.domain.units import HOUR
from functions.domain.venue_consensus import ConsensusCandle, venue_consensus
from functions.ports.candles import Recorded
from tests.fakes.database import Refused
from tests.fakes.market import START, market
from tests.worlds import CLOCK, T0, OpenWorld

MARKET = market(48)
NOW = CLOCK.now
RUNNING = replace(MARKET[0], open_time=NOW)
"""An hour that has just begun."""
refused = pytest.raises((CheckViolation, Refused))


def agreed(candles: Sequence[Candle]) -> list[ConsensusCandle]:
    return [venue_consensus({"coinbase": one, "kraken": one}, 2) for one in candles]


async def record(world: OpenWorld, candles: Sequence[Candle]) -> int:
    """Store what both venues say; the number of hours that are new."""
    said = {"coinbase": candles, "kraken": candles}
    return (await world.candles.record(said, agreed(candles))).new


async def whole(world: OpenWorld) -> list[Candle]:
    return await world.candles.window(NOW, 10_000, NOW)


async def test_an_empty_store_has_no_candle(open_world: OpenWorld) -> None:
    assert await open_world.candles.newest_open() is None
    assert await open_world.candles.count() == (0, 0)
    assert await whole(open_world) == []


async def test_candles_come_back_as_they_were_oldest_first(open_world: OpenWorld) -> None:
    assert await record(open_world, MARKET[::-1]) == 48
    assert await whole(open_world) == MARKET
    assert {one.open_time.tzinfo for one in await whole(open_world)} == {UTC}


async def test_every_decimal_is_kept(open_world: OpenWorld) -> None:
    fine = replace(
        MARKET[0],
        open=Decimal("61000.12345678"),
        high=Decimal("999999999.99999999"),
        low=Decimal("0.00000001"),
        close=Decimal("61000.10"),
        volume=Decimal("0.00000000"),
    )
    await record(open_world, [fine])
    (stored,) = await whole(open_world)
    assert stored == fine


async def test_the_newest_candle_is_the_latest_hour_not_the_latest_stored(
    open_world: OpenWorld,
) -> None:
    await record(open_world, MARKET[10:20])
    await record(open_world, MARKET[:10])
    assert await open_world.candles.newest_open() == MARKET[19].open_time


async def test_storing_twice_changes_nothing(open_world: OpenWorld) -> None:
    await record(open_world, MARKET)
    assert await record(open_world, MARKET) == 0
    assert await whole(open_world) == MARKET


async def test_a_revision_is_known_from_when_it_came_and_hides_nothing(
    open_world: OpenWorld,
) -> None:
    await record(open_world, MARKET)
    open_world.move(NOW + HOUR)
    revised = [replace(one, volume=one.volume + 1) for one in MARKET[:3]]
    said = {"coinbase": revised, "kraken": revised}
    assert await open_world.candles.record(said, agreed(revised)) == Recorded(new=0, revised=3)
    assert await open_world.candles.record(said, agreed(revised)) == Recorded(new=0, revised=0)
    assert await open_world.candles.window(NOW, 10_000, NOW) == MARKET
    now_known = await open_world.candles.window(NOW, 10_000, NOW + HOUR)
    assert now_known == revised + MARKET[3:]
    assert await open_world.candles.count() == (48, 0)
    observed = await open_world.candles.observed(MARKET[2].open_time)
    assert sorted(observed["kraken"].values()) == now_known[2:]
    stretch = await open_world.candles.observed(MARKET[2].open_time, MARKET[9].open_time)
    assert sorted(stretch["coinbase"].values()) == now_known[2:9]


async def test_a_windows_version_changes_with_its_candles_only(open_world: OpenWorld) -> None:
    closes_by = MARKET[29].close_time

    async def version() -> str:
        return await open_world.candles.version(closes_by, 10)

    seen = [await version()]
    await record(open_world, MARKET[:29])
    seen.append(await version())
    await record(open_world, MARKET[29:30])
    seen.append(await version())
    open_world.move(NOW + HOUR)
    await record(open_world, [replace(MARKET[25], volume=MARKET[25].volume + 1)])
    seen.append(await version())
    assert len(set(seen)) == 4
    open_world.move(NOW + 2 * HOUR)
    await record(open_world, MARKET[30:])
    await record(open_world, [replace(MARKET[2], volume=MARKET[2].volume + 1)])
    assert await version() == seen[-1]


async def test_what_was_corrected_and_corrected_back_is_known_as_at_first(
    open_world: OpenWorld,
) -> None:
    for hours, volume in enumerate((0, 1, 0)):
        open_world.move(NOW + hours * HOUR)
        said = [replace(MARKET[0], volume=MARKET[0].volume + volume)]
        await record(open_world, said)
        assert await open_world.candles.window(NOW, 10_000, NOW + hours * HOUR) == said


async def test_another_venue_that_agrees_is_a_revision_of_where_the_candle_comes_from(
    open_world: OpenWorld,
) -> None:
    await record(open_world, MARKET[:1])
    open_world.move(NOW + HOUR)
    third = venue_consensus(dict.fromkeys(("bitstamp", "coinbase", "kraken"), MARKET[0]), 2)
    assert await open_world.candles.record({}, [third]) == Recorded(new=0, revised=1)


async def test_a_venue_put_aside_is_remembered_once_with_its_newest_reason(
    open_world: OpenWorld,
) -> None:
    hour = MARKET[5].open_time
    for hours, reason in enumerate(("stuck", "stuck", "outlier")):
        open_world.move(NOW + hours * HOUR)
        aside = [Quarantine("kraken", hour, reason), Quarantine("coinbase", hour - HOUR, "stuck")]
        await open_world.candles.record({}, [], aside)
    assert await open_world.candles.quarantined(hour - HOUR) == [
        Quarantine("coinbase", hour - HOUR, "stuck"),
        Quarantine("kraken", hour, "outlier"),
    ]
    assert await open_world.candles.quarantined(hour + HOUR) == []


async def test_only_the_new_hours_of_an_overlap_are_counted(open_world: OpenWorld) -> None:
    await record(open_world, MARKET[:30])
    assert await record(open_world, MARKET[20:]) == 18
    assert await whole(open_world) == MARKET


async def test_recording_nothing_is_fine(open_world: OpenWorld) -> None:
    nothing = Recorded(new=0, revised=0)
    assert await open_world.candles.record({}, []) == nothing
    assert await open_world.candles.record({"coinbase": MARKET[:2]}, []) == nothing
    assert await open_world.candles.count() == (0, 0)


async def test_a_window_holds_what_closed_by_its_end_and_nothing_later(
    open_world: OpenWorld,
) -> None:
    await record(open_world, MARKET)
    closes_by = START + 20 * HOUR
    assert await open_world.candles.window(closes_by, 5, NOW) == MARKET[15:20]
    assert await open_world.candles.window(closes_by, 0, NOW) == []
    assert await open_world.candles.window(START, 5, NOW) == []


async def test_a_window_holds_only_what_was_known_then(open_world: OpenWorld) -> None:
    await record(open_world, MARKET[:10])
    open_world.move(NOW + timedelta(minutes=5))
    await record(open_world, MARKET[10:])
    closes_by = START + 48 * HOUR
    just_before = NOW + timedelta(minutes=5) - timedelta(microseconds=1)
    assert await open_world.candles.window(closes_by, 48, just_before) == MARKET[:10]
    now_known = await open_world.candles.window(closes_by, 48, NOW + timedelta(minutes=5))
    assert now_known == MARKET
    assert await open_world.candles.window(closes_by, 48, NOW - HOUR) == []


async def test_gaps_are_counted_and_never_filled(open_world: OpenWorld) -> None:
    present = MARKET[:5] + MARKET[8:9] + MARKET[20:]
    await record(open_world, present)
    assert await open_world.candles.count() == (len(present), 48 - len(present))
    assert await whole(open_world) == present


async def test_an_hour_that_has_not_closed_is_refused(open_world: OpenWorld) -> None:
    with refused:
        await record(open_world, [RUNNING])
    with refused:
        await open_world.candles.record({"coinbase": [RUNNING]}, [])
    assert await open_world.candles.count() == (0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(MARKET[5], low=Decimal(0)),
        replace(MARKET[5], high=Decimal("0.01")),
        replace(MARKET[5], low=Decimal(10**8)),
        replace(MARKET[5], volume=Decimal(-1)),
    ],
    ids=["low is zero", "high below low", "low above open", "negative volume"],
)
async def test_one_impossible_candle_leaves_nothing_of_its_batch(
    open_world: OpenWorld, wrong: Candle
) -> None:
    batch = [*MARKET[:5], wrong]
    with refused:
        await open_world.candles.record({"coinbase": MARKET[:5]}, agreed(batch))
    assert await open_world.candles.count() == (0, 0)
    assert await record(open_world, MARKET) == 48


async def test_eight_at_once_store_each_hour_once(open_world: OpenWorld) -> None:
    stored = await asyncio.gather(*(record(open_world, MARKET) for _ in range(8)))
    assert sum(stored) == 48
    assert await whole(open_world) == MARKET


async def test_the_first_forecast_window_fits(open_world: OpenWorld) -> None:
    candles = market(335)
    await record(open_world, candles)
    assert candles[-1].close_time == NOW == T0 - HOUR
    assert await open_world.candles.window(NOW, 336, NOW) == candles
