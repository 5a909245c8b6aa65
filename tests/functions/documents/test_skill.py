"""What the days prove is said; what they cannot tell is null, and no edge is claimed early."""

import random

import pytest

from functions.documents.skill import directional_edge, overlap_days, paired_losses, skill
from functions.domain.horizon import Horizon
from functions.domain.skill import diebold_mariano, ratio_interval
from functions.domain.units import ratio_text
from functions.ports.forecasts import ScoredDay
from tests.functions.documents.scored_days import day


def record(
    days: int, gain: float, brier: float = 0.25, horizon: Horizon = Horizon.H24
) -> list[ScoredDay]:
    """Days on which the model loses `gain` less than EWMA, with some luck either way."""
    draw = random.Random(4)
    found = []
    for index in range(days):
        loss = draw.uniform(1, 2)
        own = loss * (1 - gain + draw.gauss(0, 0.05))
        error = brier + draw.gauss(0, 0.02) * (brier != 0.25)
        held = draw.uniform(0.7, 0.9)
        found.append(day(index, "model", 24, own, horizon=horizon, brier=error, held=held))
        found.append(day(index, "ewma", 24, loss, horizon=horizon))
    return found


def test_a_clear_gain_has_an_interval_below_one_and_a_small_p() -> None:
    days = record(90, 0.04)
    found = skill(Horizon.H24, days, paired_losses(days))
    losses, reference = paired_losses(days)["ewma"]
    expected = ratio_interval(losses, reference, 2)
    test = diebold_mariano(losses, reference, 2)
    interval = found.pinball_ratio["ewma"]
    assert expected is not None
    assert test is not None
    assert interval is not None
    assert (interval.low, interval.high) == (ratio_text(expected.low), ratio_text(expected.high))
    assert float(interval.high) < 1
    assert (interval.block_days, interval.effective_days) == (
        expected.block,
        int(expected.effective_size),
    )
    assert found.p_value == {"ewma": ratio_text(test.p_value)}
    assert float(found.p_value["ewma"] or 1) < 0.001
    assert found.days == 90


def test_coverage_has_an_interval_for_each_percent() -> None:
    days = record(90, 0.0)
    found = skill(Horizon.H1, days, {})
    assert list(found.coverage) == ["50", "80", "90", "95"]
    for interval in found.coverage.values():
        assert interval is not None
        assert 0.7 < float(interval.low) < 0.8 < float(interval.high) < 0.9


def test_few_days_tell_nothing() -> None:
    days = record(20, 0.04)
    found = skill(Horizon.H24, days, paired_losses(days))
    assert found.pinball_ratio == {"ewma": None}
    assert found.p_value == {"ewma": None}
    assert set(found.coverage.values()) == {None}
    assert (found.p_up, found.p_up_interval, found.directional_edge) == ("0.000000", None, False)


def test_seven_days_ahead_need_eight_blocks_of_two_weeks() -> None:
    assert [overlap_days(one) for one in Horizon] == [1, 1, 2, 8]
    for days, told in ((127, False), (128, True)):
        given = record(days, 0.04, horizon=Horizon.D7)
        found = skill(Horizon.D7, given, paired_losses(given))
        assert (found.pinball_ratio["ewma"] is not None) is told


def test_saying_one_half_always_is_no_edge_at_any_horizon() -> None:
    days = [one for horizon in Horizon for one in record(365, 0.1, horizon=horizon)]
    assert directional_edge(days) == []
    found = skill(Horizon.H1, record(365, 0.1), {})
    assert (found.p_up, found.p_up_interval, found.directional_edge) == ("0.000000", None, False)


def test_intervals_that_always_held_are_not_certain_to() -> None:
    days = [day(index, "model", 24, 1.0, held=1.0) for index in range(90)]
    assert set(skill(Horizon.H1, days, {}).coverage.values()) == {None}


@pytest.mark.parametrize(("brier", "edge"), [(0.24, True), (0.2499, False), (0.26, False)])
def test_an_edge_is_claimed_where_the_interval_clears_zero_and_only_there(
    brier: float, edge: bool
) -> None:
    proved = record(365, 0.0, brier, Horizon.H4)
    days = [*record(365, 0.0, horizon=Horizon.H1), *proved]
    assert directional_edge(days) == ([Horizon.H4] if edge else [])
    assert skill(Horizon.H4, proved, {}).directional_edge is edge


def test_what_was_scored_before_p_up_was_kept_tells_nothing_of_it() -> None:
    days = [
        ScoredDay(Horizon.H1, one.day, one.scorer, 24, one.pinball, one.covered, 0.0, 0)
        for one in record(90, 0.0)
    ]
    found = skill(Horizon.H1, days, {})
    assert (found.p_up, found.p_up_interval, found.directional_edge) == (None, None, False)
