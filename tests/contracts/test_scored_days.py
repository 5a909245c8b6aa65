"""What every forecast store promises of the sums of scores by day, in memory and in PostgreSQL."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from functions.domain.horizon import Horizon, Slot
from functions.domain.scoring import Score
from functions.domain.units import HOUR
from functions.ports.forecasts import MaturedForecast, ScoredForecast
from tests.worlds import T0, OpenWorld, forecast_body

COVERED = {50: False, 80: True, 90: True, 95: True}
OWN = Score(0.25, 0.5, 0.5, COVERED, 0.25)
OTHER = Score(0.5, 0.75, 0.5, dict.fromkeys(COVERED, False), 0.125)


async def score_at(world: OpenWorld, hours: int, own: Score = OWN) -> None:
    """Issue the 1h slot so many hours after T0, and score it there and then."""
    slot = Slot(T0 + hours * HOUR, Horizon.H1)
    body = forecast_body(slot, slot.cutoff)
    world.move(slot.cutoff + timedelta(minutes=1))
    assert await world.forecasts.issue(slot, slot.cutoff, body)
    world.move(slot.target)
    matured = MaturedForecast(slot, body, Decimal(40_000), slot.target)
    scores = {"model": own, "ewma": OTHER}
    assert await world.forecasts.record_scores([ScoredForecast(matured, 0.004, scores)]) == 1


@pytest.fixture
async def world(open_world: OpenWorld) -> OpenWorld:
    """An announced world without a forecast."""
    await open_world.announce()
    return open_world


async def test_without_a_score_there_is_no_day(world: OpenWorld) -> None:
    assert await world.forecasts.scored_days() == []


async def test_a_day_sums_what_its_cutoffs_scored(world: OpenWorld) -> None:
    for hours in (0, 23, 24):
        await score_at(world, hours)
    days = await world.forecasts.scored_days("model")
    assert [(one.day, one.forecasts) for one in days] == [
        (T0.date(), 2),
        ((T0 + 24 * HOUR).date(), 1),
    ]
    first = days[0]
    assert (first.horizon, first.scorer) == (Horizon.H1, "model")
    assert (first.pinball, first.brier, first.brier_forecasts) == (0.5, 0.5, 2)
    assert first.covered == {50: 0, 80: 2, 90: 2, 95: 2}


async def test_each_scorer_has_its_own_days_and_one_can_be_asked_for(world: OpenWorld) -> None:
    await score_at(world, 0)
    everybody = await world.forecasts.scored_days()
    assert {one.scorer: (one.pinball, one.brier) for one in everybody} == {
        "model": (0.25, 0.25),
        "ewma": (0.5, 0.125),
    }
    assert [one.scorer for one in await world.forecasts.scored_days("ewma")] == ["ewma"]
    assert await world.forecasts.scored_days("nobody") == []


async def test_a_score_without_a_brier_counts_in_none(world: OpenWorld) -> None:
    await score_at(world, 0, replace(OWN, brier=None))
    await score_at(world, 1)
    (day,) = await world.forecasts.scored_days("model")
    assert (day.forecasts, day.brier, day.brier_forecasts) == (2, 0.25, 1)


async def test_a_brier_score_is_read_as_it_was_recorded(world: OpenWorld) -> None:
    await score_at(world, 0)
    settled = await world.forecasts.find(Slot(T0, Horizon.H1))
    assert settled is not None
    assert settled.outcome is not None
    assert settled.outcome.scores == {"model": OWN, "ewma": OTHER}


async def test_only_the_newest_days_are_told(world: OpenWorld) -> None:
    for hours in (0, 23, 24, 49):
        await score_at(world, hours)
    days = await world.forecasts.scored_days("model", days_max=2)
    assert [one.day for one in days] == [(T0 + n * HOUR).date() for n in (24, 49)]
    assert len(await world.forecasts.scored_days("model")) == 3
