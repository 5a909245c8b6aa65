"""`score`: what came, and how each forecast and its baselines did, once."""

import asyncio
import json
import math
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.baseline import BASELINES
from functions.domain.errors import VendorUnavailable
from functions.domain.horizon import Horizon, Slot
from functions.domain.units import HOUR
from functions.jobs import score as score_module
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.jobs.score import ScoreReport, score
from functions.ports.forecasts import SettledSlot, SlotFilter
from tests.fakes.forecasts import FakeForecasts
from tests.functions.jobs.rig import MARKET, Rig
from tests.worlds import T0

PRICES = ("open", "high", "low", "close")
SCORED = SlotFilter(status="scored", limit=1000)


async def issue_hours(rig: Rig, hours: int) -> None:
    """Issue every slot of the first `hours` cutoffs from T0 on."""
    await rig.ready()
    for hour in range(hours):
        rig.at(hour, 1)
        await ingest(rig.services)
        await issue(rig.services)


async def at(rig: Rig, hours: float, minutes: float = 1) -> ScoreReport:
    rig.at(hours, minutes)
    await ingest(rig.services)
    return await score(rig.services)


async def find(rig: Rig, slot: Slot) -> SettledSlot:
    settled = await rig.services.forecasts.find(slot)
    assert settled is not None
    return settled


async def test_nothing_is_scored_before_its_target_has_closed(rig: Rig) -> None:
    await issue_hours(rig, 1)
    for minute in (1, 30, 59.99):
        assert await at(rig, 0, minute) == ScoreReport(0, more=False)
    assert await at(rig, 1) == ScoreReport(1, more=False, touches=1)


async def test_the_target_alone_is_not_enough_its_close_must_be_known(rig: Rig) -> None:
    await issue_hours(rig, 1)
    rig.at(1, 1)
    assert (await score(rig.services)).scored == 0
    await ingest(rig.services)
    assert (await score(rig.services)).scored == 1


async def test_the_outcome_is_the_close_at_the_target_against_the_published_reference(
    rig: Rig,
) -> None:
    await issue_hours(rig, 1)
    await at(rig, 4)
    settled = await find(rig, Slot(T0, Horizon.H4))
    assert settled.outcome is not None
    reference = float(json.loads(settled.body)["reference_price"])
    assert settled.outcome.price == MARKET[339].close
    assert settled.outcome.log_return == round(math.log(float(MARKET[339].close) / reference), 6)


async def test_the_outcome_is_taken_at_the_price_as_it_is_published(rig: Rig) -> None:
    small = [
        replace(one, **{name: getattr(one, name) / 30_000 for name in PRICES}) for one in MARKET
    ]
    rig.venue.candles[:] = small
    await issue_hours(rig, 1)
    await at(rig, 1)
    settled = await find(rig, Slot(T0, Horizon.H1))
    assert settled.outcome is not None
    reference, close = round(float(small[335].close), 2), round(float(small[336].close), 2)
    assert reference != float(small[335].close)
    assert settled.outcome.log_return == round(math.log(close / reference), 6)


async def test_model_and_baselines_are_scored_from_the_published_quantiles(any_rig: Rig) -> None:
    await issue_hours(any_rig, 1)
    await at(any_rig, 24)
    settled = await find(any_rig, Slot(T0, Horizon.H24))
    record, outcome = json.loads(settled.body), settled.outcome
    assert outcome is not None
    assert set(outcome.scores) == {"model", *BASELINES}
    published = {
        "model": [float(one["log_return"]) for one in record["quantiles"]],
        **{name: [float(one) for one in record["baselines"][name]] for name in BASELINES},
    }
    levels = [float(one["level"]) for one in record["quantiles"]]
    for scorer, quantiles in published.items():
        of = dict(zip(levels, quantiles, strict=True))
        found = outcome.scores[scorer]
        assert found.pinball == pytest.approx(pinball(of, outcome.log_return), rel=1e-12)
        assert found.covered == {
            50: of[0.25] <= outcome.log_return <= of[0.75],
            80: of[0.1] <= outcome.log_return <= of[0.9],
            90: of[0.05] <= outcome.log_return <= of[0.95],
            95: of[0.025] <= outcome.log_return <= of[0.975],
        }
        assert 0 <= found.pit <= 1


def pinball(quantiles: dict[float, float], outcome: float) -> float:
    """The mean loss over the seven headline levels, written as the textbook has it."""
    levels = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    losses = [
        max(level * (outcome - quantiles[level]), (level - 1) * (outcome - quantiles[level]))
        for level in levels
    ]
    return sum(losses) / len(losses)


async def test_called_twice_it_changes_nothing(rig: Rig) -> None:
    await issue_hours(rig, 3)
    assert (await at(rig, 4)).scored == 4
    before = await rig.services.forecasts.page(SCORED)
    assert await at(rig, 4, 12) == ScoreReport(0, more=False)
    assert await rig.services.forecasts.page(SCORED) == before


async def test_called_late_it_scores_all_that_has_matured(rig: Rig) -> None:
    await issue_hours(rig, 5)
    assert (await at(rig, 13 * 24)).scored == 5 * 3 + 1
    assert len(await rig.services.forecasts.page(SCORED)) == 16


async def test_a_missed_slot_is_never_scored(rig: Rig) -> None:
    await rig.ready()
    rig.at(2, 11)
    await ingest(rig.services)
    await issue(rig.services)
    assert (await at(rig, 200)).scored == 0


async def test_a_target_without_a_candle_waits_and_holds_up_no_other(rig: Rig) -> None:
    rig.venue.candles.remove(MARKET[337])  # closes at T0 + 2 h
    await issue_hours(rig, 2)
    assert (await at(rig, 5)).scored == 3
    waiting = await rig.services.forecasts.page(SlotFilter(status="pending", horizon=Horizon.H1))
    assert [one.slot.cutoff for one in waiting] == [T0 + HOUR]
    assert (await rig.services.forecasts.tallies(T0 + 5 * HOUR))[0].matured_unscored == 1


async def test_many_are_scored_over_several_runs_oldest_first(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score_module, "FORECASTS_PER_RUN_MAX", 3)
    await issue_hours(rig, 4)
    reports = [await at(rig, 7) for _ in range(4)]
    assert [one.scored for one in reports] == [3, 3, 2, 0]
    assert [one.more for one in reports] == [True, True, False, False]


async def test_a_failure_while_scoring_loses_nothing(rig: Rig) -> None:
    await issue_hours(rig, 1)
    rig.at(4, 1)
    await ingest(rig.services)
    working = rig.services.forecasts
    assert isinstance(working, FakeForecasts)

    class Failing(FakeForecasts):
        async def record_scores(self, scored: Any) -> int:
            raise VendorUnavailable("postgres", f"gone with {len(scored)}")

    broken = replace(rig.services, forecasts=Failing(working._database))
    with pytest.raises(VendorUnavailable):
        await score(broken)
    assert await score(rig.services) == ScoreReport(2, more=False, touches=2)


async def test_eight_at_once_score_each_forecast_once(any_rig: Rig) -> None:
    await issue_hours(any_rig, 6)
    any_rig.at(30, 1)
    await ingest(any_rig.services)
    reports = await asyncio.gather(*(score(any_rig.services) for _ in range(8)))
    assert sum(one.scored for one in reports) == 18
    tallies = await any_rig.services.forecasts.tallies(T0 + 30 * HOUR)
    assert [(one.scored, one.matured_unscored) for one in tallies] == [(6, 0)] * 3 + [(0, 0)]
