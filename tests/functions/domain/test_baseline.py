"""Baselines are random walks with the quantiles of the past."""

import math
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from functions.domain.baseline import (
    EWMA_DECAY,
    ewma_variance,
    forecasts,
    garch_total,
    garch_variance,
    squared_returns,
)
from functions.domain.errors import InsufficientData
from functions.domain.features import VARIANCE_MIN, WINDOW_HOURS
from functions.domain.horizon import Horizon
from functions.domain.units import HOUR
from tests.fakes.artifact import artifact
from tests.fakes.market import market

ARTIFACT = artifact()
CANDLES = market(400)
CUTOFF = CANDLES[-1].close_time


def test_the_ewma_weighs_each_hour_by_its_age() -> None:
    closes = [float(candle.close) for candle in CANDLES[-WINDOW_HOURS:]]
    squares = [math.log(b / a) ** 2 for a, b in pairwise(closes)]
    weights = [EWMA_DECAY**age for age in reversed(range(len(squares)))]
    expected = sum(w * s for w, s in zip(weights, squares, strict=True)) / sum(weights)
    assert ewma_variance(squared_returns(CANDLES, CUTOFF)) == pytest.approx(expected, rel=1e-12)


def test_a_return_across_a_gap_is_not_taken_for_an_hours() -> None:
    tenfold = [
        replace(c, **{name: getattr(c, name) * 10 for name in ("open", "high", "low", "close")})
        for c in CANDLES[-100:]
    ]
    window = [*CANDLES[:-101], *tenfold]
    assert ewma_variance(squared_returns(window, CUTOFF)) < 4 * ewma_variance(
        squared_returns(CANDLES, CUTOFF)
    )


def test_flat_prices_have_the_least_variance() -> None:
    one = Decimal(100)
    flat = [replace(c, open=one, high=one, low=one, close=one) for c in CANDLES]
    assert ewma_variance(squared_returns(flat, CUTOFF)) == VARIANCE_MIN


def test_one_candle_has_no_return_and_is_refused() -> None:
    with pytest.raises(InsufficientData, match="no two candles in a row"):
        squared_returns(CANDLES[-1:], CUTOFF)


def test_the_baselines_of_past_returns_say_the_same_at_every_cutoff() -> None:
    for horizon in Horizon:
        now = forecasts(ARTIFACT, CANDLES, CUTOFF, horizon)
        earlier = forecasts(ARTIFACT, CANDLES, CUTOFF - 24 * HOUR, horizon)
        assert now["unconditional"] == earlier["unconditional"]
        assert now["rolling-365d"] == earlier["rolling-365d"]
        assert now["ewma"] != earlier["ewma"]
        assert now["garch-t"] != earlier["garch-t"]


def test_the_ewma_baseline_widens_with_the_root_of_the_horizon() -> None:
    hour = forecasts(ARTIFACT, CANDLES, CUTOFF, Horizon.H1)["ewma"]
    day = forecasts(ARTIFACT, CANDLES, CUTOFF, Horizon.H24)["ewma"]
    assert day.returns[0] / hour.returns[0] == pytest.approx(math.sqrt(24))


assert ARTIFACT.parameters.garch is not None
GARCH_T = ARTIFACT.parameters.garch


def test_the_garch_variance_is_the_recursion_from_the_unconditional_variance() -> None:
    closes = [float(candle.close) for candle in CANDLES[-WINDOW_HOURS:]]
    omega = GARCH_T.variance * (1.0 - GARCH_T.alpha - GARCH_T.beta)
    expected = GARCH_T.variance
    for before, after in pairwise(closes):
        square = math.log(after / before) ** 2
        expected = omega + GARCH_T.alpha * square + GARCH_T.beta * expected
    found = garch_variance(GARCH_T, squared_returns(CANDLES, CUTOFF))
    assert found == pytest.approx(expected, rel=1e-12)


def test_hours_without_a_return_bring_the_garch_variance_back_to_the_unconditional_one() -> None:
    wild = [(301, 0.01)]
    calm = garch_variance(GARCH_T, wild)
    assert calm == pytest.approx(GARCH_T.variance, rel=1e-6)
    assert garch_variance(GARCH_T, [(1, 0.01)]) > 10 * calm


@pytest.mark.parametrize("hours", [1, 4, 24, 168])
def test_the_garch_total_is_the_sum_of_the_expected_hours(hours: int) -> None:
    omega = GARCH_T.variance * (1.0 - GARCH_T.alpha - GARCH_T.beta)
    total, variance = 0.0, 9e-4
    for _ in range(hours):
        total += variance
        variance = omega + (GARCH_T.alpha + GARCH_T.beta) * variance
    assert garch_total(GARCH_T, 9e-4, hours) == pytest.approx(total, rel=1e-12)
