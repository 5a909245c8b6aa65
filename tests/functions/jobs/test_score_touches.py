"""`score` judges touches too: by what the levels endpoint says, once, when all hours are known."""

from functions.domain.chances import CHANCES
from functions.domain.horizon import Horizon, Slot
from functions.domain.levels import level_probabilities
from functions.domain.record import read_forecast_record
from functions.jobs.ingest import ingest
from functions.jobs.score import ScoreReport
from functions.ports.touches import Question
from tests.functions.jobs.rig import MARKET, Rig
from tests.functions.jobs.test_score import at, find, issue_hours
from tests.worlds import T0, forecast_body


async def test_touches_are_judged_with_what_the_levels_endpoint_says_of_the_extremes(
    any_rig: Rig,
) -> None:
    await issue_hours(any_rig, 1)
    await at(any_rig, 24)
    slot = Slot(T0, Horizon.H4)
    (day,) = [
        one.sums
        for one in await any_rig.services.forecasts.asked_days()
        if one.horizon is slot.horizon and one.question is Question.TOUCH
    ]
    hours = MARKET[336:340]
    highest, lowest = max(one.high for one in hours), min(one.low for one in hours)
    published = read_forecast_record((await find(any_rig, slot)).body)
    assert lowest < published.reference_price < highest
    said = [
        level_probabilities(
            published.forecast, published.extreme, published.reference_price, price
        ).p_touch
        for price in (highest, lowest)
    ]
    assert day.asked == (2,) * len(CHANCES)
    assert day.came == tuple(sum((one or 0) <= chance for one in said) for chance in CHANCES)
    assert 0 < sum(day.came) < 2 * len(CHANCES)


async def test_a_touch_waits_for_an_hour_on_the_way_and_is_judged_once_it_is_known(
    any_rig: Rig,
) -> None:
    gap = MARKET[337]  # opens at T0 + 1 h
    any_rig.venue.candles.remove(gap)
    await issue_hours(any_rig, 1)
    report = await at(any_rig, 4)
    assert (report.scored, report.touches) == (2, 1)
    any_rig.venue.candles.append(gap)
    any_rig.venue.candles.sort(key=lambda one: one.open_time)
    assert await at(any_rig, 4, 12) == ScoreReport(0, more=False, touches=1)
    assert ScoreReport(0, more=False, touches=1).wrote
    assert (await at(any_rig, 4, 13)).touches == 0


async def test_what_claims_no_touch_is_judged_once_and_counted_in_none(any_rig: Rig) -> None:
    await any_rig.opened.announce()
    await ingest(any_rig.services)
    slots = [Slot(T0, Horizon.H1), Slot(T0, Horizon.D7)]
    any_rig.at(0, 1)
    for slot in slots:
        await any_rig.services.forecasts.issue(slot, T0, forecast_body(slot, T0))
    report = await at(any_rig, 7 * 24)
    assert (report.scored, report.touches) == (2, 1)
    assert (await at(any_rig, 7 * 24, 12)).touches == 0
    days = await any_rig.services.forecasts.asked_days()
    assert {(one.horizon, one.question) for one in days} == {
        (Horizon.H1, Question.CLOSE),
        (Horizon.D7, Question.CLOSE),
    }
