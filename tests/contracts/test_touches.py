"""What every store promises of touches and of what was asked, in memory and in PostgreSQL."""

from dataclasses import replace

import pytest

from functions.domain.chances import AskedDay, FarthestTouch
from functions.domain.horizon import Horizon, Slot
from functions.domain.units import HOUR
from functions.domain.venue_consensus import venue_consensus
from functions.ports.touches import HorizonDay, JudgedForecast, Question, ReachedForecast, Touched
from tests.contracts.test_scored_days import OWN, score_at
from tests.fakes.market import market
from tests.worlds import T0, OpenWorld

MARKET = {one.open_time: one for one in market(420)}
LIMIT = 100
DAY = 24 * HOUR


@pytest.fixture
async def world(open_world: OpenWorld) -> OpenWorld:
    """An announced world without a forecast."""
    await open_world.announce()
    return open_world


async def store(world: OpenWorld, hours: int, rise: int = 0) -> None:
    """Make the candle known that opens `hours` after T0, its high so many dollars higher."""
    one = MARKET[T0 + hours * HOUR]
    one = replace(one, high=one.high + rise)
    await world.candles.record({"a": [one]}, [venue_consensus({"a": one}, 1)])


async def judge(world: OpenWorld, touch: FarthestTouch | None) -> int:
    waiting = await world.forecasts.reached(LIMIT)
    return await world.forecasts.record_touches([JudgedForecast(one, touch) for one in waiting])


async def asked(world: OpenWorld, question: Question) -> list[HorizonDay]:
    return [one for one in await world.forecasts.asked_days() if one.question is question]


async def test_a_forecast_waits_until_it_is_scored_and_its_hours_are_known(
    world: OpenWorld,
) -> None:
    await score_at(world, 0)
    assert await world.forecasts.reached(LIMIT) == []
    await store(world, 0)
    candle = MARKET[T0]
    (waiting,) = await world.forecasts.reached(LIMIT)
    assert waiting == ReachedForecast(Slot(T0, Horizon.H1), waiting.body, candle.high, candle.low)


async def test_extremes_are_of_the_newest_word_on_each_hour(world: OpenWorld) -> None:
    await score_at(world, 0)
    await store(world, 0, rise=500)
    world.move(T0 + 2 * HOUR)
    await store(world, 0, rise=7)
    (waiting,) = await world.forecasts.reached(LIMIT)
    assert waiting.highest == MARKET[T0].high + 7


async def test_oldest_targets_come_first_and_no_more_than_asked_for(world: OpenWorld) -> None:
    for hours in (0, 1, 2):
        await score_at(world, hours)
        await store(world, hours)
    waiting = await world.forecasts.reached(2)
    assert [one.slot.cutoff for one in waiting] == [T0, T0 + HOUR]


async def test_a_judgement_is_made_once_and_stays(world: OpenWorld) -> None:
    await score_at(world, 0)
    await store(world, 0)
    (waiting,) = await world.forecasts.reached(LIMIT)
    first, second = (JudgedForecast(waiting, FarthestTouch(p, p, 1.0)) for p in (0.5, 0.9))
    assert await world.forecasts.record_touches([first]) == 1
    assert await world.forecasts.record_touches([second]) == 0
    assert await world.forecasts.reached(LIMIT) == []
    (day,) = await asked(world, Question.TOUCH)
    assert day.sums == AskedDay((2,) * 10, (0,) * 5 + (2,) * 5)


async def test_a_day_counts_both_sides_where_a_price_had_the_chance(
    world: OpenWorld,
) -> None:
    for hours, most in ((0, 1.0), (23, 0.75), (24, 1.0)):
        await score_at(world, hours)
        await store(world, hours)
        assert await judge(world, FarthestTouch(0.05, 1.0 if hours else 0.449, most)) == 1
    assert await asked(world, Question.TOUCH) == [
        HorizonDay(Horizon.H1, Question.TOUCH, at.date(), AskedDay(count, came))
        for at, count, came in (
            (T0, (4,) * 8 + (2,) * 2, (2, 2, 2, 2, 3, 3, 3, 3, 2, 2)),
            (T0 + DAY, (2,) * 10, (1,) * 10),
        )
    ]


async def test_a_forecast_that_claims_no_touch_is_counted_in_none(world: OpenWorld) -> None:
    await score_at(world, 0)
    await store(world, 0)
    assert await judge(world, None) == 1
    assert await world.forecasts.reached(LIMIT) == []
    assert await asked(world, Question.TOUCH) == []


async def test_closes_are_counted_from_the_pit_and_a_tie_is_not_above(world: OpenWorld) -> None:
    await score_at(world, 0, replace(OWN, pit=0.95))
    await score_at(world, 1, replace(OWN, pit=0.30))
    (day,) = await asked(world, Question.CLOSE)
    assert (day.horizon, day.day) == (Horizon.H1, T0.date())
    assert day.sums == AskedDay((2,) * 10, (0, 1, 1, 1, 1, 1, 1, 2, 2, 2))


async def test_only_the_newest_days_are_told(world: OpenWorld) -> None:
    for hours in (0, 24, 49):
        await score_at(world, hours)
        await store(world, hours)
        await judge(world, FarthestTouch(0.5, 0.5, 1.0))
    newest = [(T0 + hours * HOUR).date() for hours in (24, 49)]
    days = await world.forecasts.asked_days(days_max=2)
    assert [(one.question, one.day) for one in days if one.question is Question.TOUCH] == [
        (Question.TOUCH, day) for day in newest
    ]
    assert [one.day for one in days if one.question is Question.CLOSE] == newest


async def test_without_a_score_nothing_is_asked(world: OpenWorld) -> None:
    assert await world.forecasts.asked_days() == []
    assert await world.forecasts.record_touches([]) == 0


async def test_a_settled_slot_tells_how_far_its_hours_got_and_what_was_said_of_that(
    world: OpenWorld,
) -> None:
    await score_at(world, 0)
    await store(world, 0)
    slot, said = Slot(T0, Horizon.H1), FarthestTouch(0.25, 1.0, 0.975)
    assert await touched(world, slot) is None
    await judge(world, said)
    assert await touched(world, slot) == Touched(MARKET[T0].high, MARKET[T0].low, said)
    await score_at(world, 1)
    await store(world, 1)
    await judge(world, None)
    assert await touched(world, Slot(T0 + HOUR, Horizon.H1)) is None


async def touched(world: OpenWorld, slot: Slot) -> Touched | None:
    settled = await world.forecasts.find(slot)
    assert settled is not None
    assert settled.outcome is not None
    return settled.outcome.touched
