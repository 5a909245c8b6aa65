"""What is said of a level is coherent: certain at the reference, falling, never below a close."""

import json
import math
from decimal import Decimal
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.distribution import LEVELS, Distribution
from functions.domain.errors import InvalidInput
from functions.domain.levels import RunningExtreme, level_probabilities
from functions.domain.units import ratio_text

REFERENCE = Decimal("61000.25")
GOLDEN = Path(__file__).parents[2] / "golden" / "levels.json"
count = len(LEVELS)


def as_published(low: float, high: float) -> st.SearchStrategy[tuple[float, ...]]:
    """Log returns rounded to 1e-6, ascending."""
    steps = st.integers(round(low * 1e6), round(high * 1e6)).map(lambda step: step / 1e6)
    return st.lists(steps, min_size=count, max_size=count).map(lambda found: tuple(sorted(found)))


distributions = as_published(-0.5, 0.5).map(Distribution)
extremes = as_published(0.0, 0.7).map(RunningExtreme)
prices = st.decimals("0.01", 10**9, places=2)


def brownian(volatility: float) -> tuple[Distribution, RunningExtreme]:
    """A driftless Brownian motion's end, and its running maximum by the reflection principle."""
    normal = NormalDist()
    return (
        Distribution(tuple(volatility * normal.inv_cdf(level) for level in LEVELS)),
        RunningExtreme(tuple(volatility * normal.inv_cdf((1 + level) / 2) for level in LEVELS)),
    )


def said(
    forecast: Distribution, extreme: RunningExtreme, level: Decimal, reference: Decimal = REFERENCE
) -> tuple[float, float]:
    found = level_probabilities(forecast, extreme, reference, level)
    assert found.p_touch is not None
    return found.p_close_above, found.p_touch


@given(distributions, extremes, prices)
def test_probabilities_lie_between_0_and_1(
    forecast: Distribution, extreme: RunningExtreme, level: Decimal
) -> None:
    assert all(0.0 <= p <= 1.0 for p in said(forecast, extreme, level))


@given(distributions, extremes, prices)
def test_a_touch_is_never_less_likely_than_a_close_beyond_the_level(
    forecast: Distribution, extreme: RunningExtreme, level: Decimal
) -> None:
    p_above, p_touch = said(forecast, extreme, level)
    beyond = p_above if level > REFERENCE else 1.0 - p_above
    assert p_touch >= beyond - 1e-12


@given(distributions, extremes, prices, prices)
def test_a_farther_level_is_less_likely(
    forecast: Distribution, extreme: RunningExtreme, one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    above_low, touch_low = said(forecast, extreme, low)
    above_high, touch_high = said(forecast, extreme, high)
    assert above_low >= above_high - 1e-12
    if low >= REFERENCE:
        assert touch_low >= touch_high - 1e-12
    if high <= REFERENCE:
        assert touch_low <= touch_high + 1e-12


@given(distributions, extremes)
def test_the_reference_price_is_touched_for_sure(
    forecast: Distribution, extreme: RunningExtreme
) -> None:
    assert said(forecast, extreme, REFERENCE)[1] == 1.0


@given(distributions, extremes)
def test_far_out_nothing_is_likely(forecast: Distribution, extreme: RunningExtreme) -> None:
    wide = Decimal("1e30")
    p_above, p_touch = said(forecast, extreme, REFERENCE * wide)
    assert p_above < 1e-6
    assert p_touch < 1e-6
    p_above, p_touch = said(forecast, extreme, REFERENCE / wide)
    assert p_above > 1 - 1e-6
    assert p_touch < 1e-6


@given(st.floats(1e-3, 0.2), st.floats(0.01, 6.0))
def test_between_and_beyond_the_quantiles_a_brownian_motion_is_met_exactly(
    volatility: float, deviations: float
) -> None:
    forecast, extreme = brownian(volatility)
    distance = volatility * deviations
    assert extreme.p_reached(distance) == pytest.approx(
        2.0 * (1.0 - forecast.cdf(distance)), abs=1e-9
    )


@given(distributions, extremes, prices)
def test_without_an_extreme_no_touch_is_claimed(
    forecast: Distribution, extreme: RunningExtreme, level: Decimal
) -> None:
    silent = level_probabilities(forecast, None, REFERENCE, level)
    assert silent.p_touch is None
    assert silent.p_close_above == said(forecast, extreme, level)[0]


@given(extremes)
def test_each_published_quantile_is_reached_as_often_as_its_level_says(
    extreme: RunningExtreme,
) -> None:
    for level, quantile in zip(LEVELS, extreme.quantiles, strict=True):
        if extreme.quantiles.count(quantile) == 1 and quantile > 0.0:
            assert extreme.p_reached(quantile) == pytest.approx(1.0 - level, abs=1e-9)
        assert extreme.p_reached(quantile) >= 1.0 - level - 1e-9


def test_a_price_that_stood_still_is_touched_nowhere_else() -> None:
    still = RunningExtreme((0.0,) * count)
    assert still.p_reached(0.0) == 1.0
    assert still.p_reached(1e-6) == 0.0


@pytest.mark.parametrize("level", ["0", "-1", "NaN", "Infinity", "-Infinity"])
def test_a_level_that_is_no_price_is_refused(level: str) -> None:
    with pytest.raises(InvalidInput, match="a level is a price in USD above 0, not"):
        level_probabilities(*brownian(0.01), REFERENCE, Decimal(level))


@pytest.mark.parametrize("level", ["1e-400", "1e400", "0.00000001"])
def test_any_price_above_0_is_a_level(level: str) -> None:
    p_above, p_touch = said(*brownian(0.01), Decimal(level))
    assert p_above == pytest.approx(float(Decimal(level) < REFERENCE))
    assert p_touch == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("quantiles", "reason"),
    [
        ((0.1,) * 3, "17 quantiles needed, 3 given"),
        ((-0.1, *(0.1,) * 16), "at least 0"),
        ((*(0.1,) * 16, math.inf), "finite"),
        ((0.2, *(0.1,) * 16), "must not cross"),
    ],
)
def test_what_is_no_running_extreme_is_refused(quantiles: tuple[float, ...], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        RunningExtreme(quantiles)


@pytest.mark.parametrize("case", json.loads(GOLDEN.read_text()))
def test_what_is_said_is_what_the_page_computes_too(case: dict[str, Any]) -> None:
    record = case["record"]
    forecast = Distribution(tuple(float(one["log_return"]) for one in record["quantiles"]))
    extreme = record["extreme_quantiles"]
    reach = None if extreme is None else RunningExtreme(tuple(map(float, extreme)))
    for level in case["levels"]:
        found = level_probabilities(
            forecast, reach, Decimal(record["reference_price"]), Decimal(level["price"])
        )
        assert ratio_text(found.p_close_above) == level["p_close_above"]
        touch = None if found.p_touch is None else ratio_text(found.p_touch)
        assert touch == level["p_touch"]
