"""Every forecast is asked for the same chances, and what came of them is what levels say."""

import math
from decimal import Decimal
from random import Random
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.chances import (
    CHANCES,
    AskedDay,
    CameTrue,
    FarthestTouch,
    came_true,
    closed_above,
    farthest_touch,
    touchable,
    touched,
)
from functions.domain.distribution import LEVELS, Distribution
from functions.domain.levels import RunningExtreme, level_probabilities
from functions.domain.skill import ratio_interval

REFERENCE = Decimal(60_000)
DEVIATION = 0.02
NORMAL = NormalDist(0, DEVIATION)
FORECAST = Distribution(tuple(NORMAL.inv_cdf(level) for level in LEVELS))
EXTREME = RunningExtreme(tuple(NORMAL.inv_cdf((1 + level) / 2) for level in LEVELS))
SURE = FarthestTouch(1.0, 1.0, 1.0)
TEN = len(CHANCES)


def price(log_return: float) -> Decimal:
    return Decimal(repr(float(REFERENCE) * math.exp(log_return)))


def farthest(up: float, down: float) -> FarthestTouch:
    """Of hours whose highest high and lowest low lie so far above and below the reference."""
    return farthest_touch(FORECAST, EXTREME, REFERENCE, price(up), price(-down))


@given(st.floats(0.0, 0.2), st.floats(0.0, 0.2))
def test_a_price_is_touched_when_its_chance_is_at_least_the_farthest_ones(
    reached: float, asked: float
) -> None:
    level = level_probabilities(FORECAST, EXTREME, REFERENCE, price(asked))
    assert level.p_touch is not None
    if abs(asked - reached) > 1e-3 and level.p_touch > 1e-5:
        assert (level.p_touch >= farthest(reached, 0.0).p_highest) == (asked <= reached)


def test_each_side_is_judged_by_its_own_extreme() -> None:
    found = farthest(0.01, 0.04)
    assert found.p_highest == pytest.approx(2 * NORMAL.cdf(-0.01), abs=1e-6)
    assert found.p_lowest == pytest.approx(2 * NORMAL.cdf(-0.04), abs=1e-6)
    assert touched(found.p_highest) == tuple(chance >= 2 * NORMAL.cdf(-0.01) for chance in CHANCES)


def test_a_side_that_was_never_reached_touched_no_price_there() -> None:
    assert farthest(-0.01, 0.02).p_highest == 1.0
    assert farthest(0.02, -0.01).p_lowest == 1.0
    assert farthest(0.0, 0.0) == SURE
    assert touched(1.0) == (False,) * len(CHANCES)


def test_what_was_said_is_rounded_as_it_is_published() -> None:
    found = farthest(0.0123, 0.0321)
    assert (found.p_highest, found.p_lowest) == (
        round(found.p_highest, 6),
        round(found.p_lowest, 6),
    )


@given(st.floats(-0.1, 0.1))
def test_a_price_is_closed_above_when_the_outcome_is(outcome: float) -> None:
    for chance, above in zip(CHANCES, closed_above(FORECAST.cdf(outcome)), strict=True):
        asked = NORMAL.inv_cdf(1 - chance)
        if abs(asked - outcome) > 1e-6:
            assert above == (outcome > asked)


def test_an_outcome_at_the_very_price_did_not_close_above_it() -> None:
    assert closed_above(0.95)[:2] == (False, True)
    assert closed_above(FORECAST.cdf(FORECAST.returns[LEVELS.index(0.95)]))[0] is False


def test_a_price_that_stands_still_has_touched_nothing_and_a_leap_everything() -> None:
    still = RunningExtreme((0.0,) * len(LEVELS))
    leap = farthest_touch(FORECAST, still, REFERENCE, price(0.5), price(-0.5))
    assert touched(leap.p_highest) == touched(leap.p_lowest) == (True,) * len(CHANCES)
    none = farthest_touch(FORECAST, still, REFERENCE, REFERENCE, REFERENCE)
    assert none == FarthestTouch(1.0, 1.0, 0.0)
    assert touchable(none.p_most) == (False,) * TEN


def test_a_chance_that_no_price_was_given_is_not_asked_about() -> None:
    # A tenth of past extremes were none: beside the reference price nothing is surer than 90 %.
    often_none = RunningExtreme((0.0,) * 4 + EXTREME.quantiles[4:])
    found = farthest_touch(FORECAST, often_none, REFERENCE, price(1e-9), price(-0.01))
    assert found.p_most == 0.9
    assert found.p_highest == pytest.approx(0.9)
    assert touchable(found.p_most) == (True,) * 9 + (False,)
    assert touchable(SURE.p_most) == (True,) * TEN


def brownian_days(days: int, volatility: float) -> tuple[AskedDay, ...]:
    """Days of 24 forecasts of `DEVIATION` whose hours were so volatile, each with its own luck."""
    draw = Random(7)
    found = []
    for _ in range(days):
        reached = [abs(draw.gauss(0, volatility)) for _ in range(48)]
        hits = [touched(farthest(one, 0.0).p_highest) for one in reached]
        found.append(AskedDay((len(hits),) * TEN, tuple(map(sum, zip(*hits, strict=True)))))
    return tuple(found)


def test_true_chances_come_true_as_often_and_false_ones_are_found_out() -> None:
    calm, wild = (came_true(brownian_days(60, DEVIATION * by), 2) for by in (1.0, 2.0))
    for chance, one, other in zip(CHANCES, calm, wild, strict=True):
        assert one.interval is not None
        assert other.interval is not None
        assert one.interval.low - 0.01 < chance < one.interval.high + 0.01
        assert other.interval.low > chance


def test_a_day_is_one_unit_however_many_prices_it_was_asked() -> None:
    days = brownian_days(60, DEVIATION)
    counts = [float(day.came[3]) for day in days]
    expected = ratio_interval(counts, [48.0] * 60, 2)
    assert came_true(days, 2)[3] == CameTrue(60 * 48, int(sum(counts)), expected)


def test_few_days_have_a_count_and_no_interval() -> None:
    days = (AskedDay((2,) * 9 + (0,), (0, 0, 0, 0, 1, 1, 1, 2, 2, 0)),)
    assert came_true(days, 2)[4] == CameTrue(2, 1, None)
    assert came_true(days, 2)[9] == CameTrue(0, 0, None)
