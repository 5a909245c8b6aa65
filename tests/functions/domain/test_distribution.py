"""Quantiles become one distribution: exact for a normal, in closed form, with atoms."""

import math
from itertools import pairwise
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.distribution import LEVELS, Distribution

STANDARD = NormalDist()
MICRO = 1e-6
"""Published quantiles are multiples of this; steps of the strategies below are whole micros."""

steps = st.lists(st.integers(0, 20_000), min_size=len(LEVELS) - 1, max_size=len(LEVELS) - 1)
rising_steps = st.lists(st.integers(1, 20_000), min_size=len(LEVELS) - 1, max_size=len(LEVELS) - 1)


def from_steps(first: int, increments: list[int]) -> Distribution:
    returns = [first]
    for increment in increments:
        returns.append(returns[-1] + increment)
    return Distribution(tuple(round(micros * MICRO, 6) for micros in returns))


firsts = st.integers(-300_000, 100_000)
published = st.builds(from_steps, firsts, steps)
continuous = st.builds(from_steps, firsts, rising_steps)
normals = st.builds(NormalDist, st.floats(-0.05, 0.05), st.floats(1e-4, 0.2))
levels = st.floats(1e-6, 1 - 1e-6)


def of_normal(normal: NormalDist) -> Distribution:
    return Distribution(tuple(normal.inv_cdf(level) for level in LEVELS))


def point(log_return: float) -> Distribution:
    return Distribution((log_return,) * len(LEVELS))


def expected(forecast: Distribution, grow: bool) -> float:
    """E[return] or E[exp(return)] by Simpson's rule over the normal score, knot to knot."""
    knots = [-12.0, *(STANDARD.inv_cdf(level) for level in LEVELS[1:-1]), 12.0]
    total = 0.0
    for low, high in pairwise(knots):
        count = 200
        step = (high - low) / count
        for index in range(count + 1):
            # Inside the segment by a hair: a level on the knot may belong to its neighbour.
            score = min(max(low + index * step, low + 1e-9), high - 1e-9)
            segment = max(min(sum(low + 1e-9 > knot for knot in knots[1:-1]), 15), 0)
            z_low = STANDARD.inv_cdf(LEVELS[segment])
            z_high = STANDARD.inv_cdf(LEVELS[segment + 1])
            q_low, q_high = forecast.returns[segment], forecast.returns[segment + 1]
            log_return = q_low + (q_high - q_low) * (score - z_low) / (z_high - z_low)
            value = math.exp(log_return) if grow else log_return
            weight = 1 if index in (0, count) else 4 if index % 2 else 2
            total += weight * value * STANDARD.pdf(score) * step / 3
    return total


@given(normals, levels)
def test_the_quantiles_of_a_normal_are_exact_at_every_level(
    normal: NormalDist, level: float
) -> None:
    assert of_normal(normal).quantile(level) == pytest.approx(normal.inv_cdf(level), abs=1e-9)


@given(normals, st.floats(-4, 4))
def test_the_probabilities_of_a_normal_are_exact(normal: NormalDist, score: float) -> None:
    log_return = normal.mean + score * normal.stdev
    forecast = of_normal(normal)
    assert forecast.cdf(log_return) == pytest.approx(normal.cdf(log_return), abs=1e-9)
    assert forecast.p_up() == pytest.approx(1 - normal.cdf(0), abs=1e-9)


@given(normals)
def test_the_means_of_a_normal_are_exact(normal: NormalDist) -> None:
    forecast = of_normal(normal)
    assert forecast.mean() == pytest.approx(normal.mean, abs=1e-12)
    log_normal_mean = math.exp(normal.mean + normal.variance / 2)
    assert forecast.mean_growth() == pytest.approx(log_normal_mean, rel=1e-9)


@given(published)
def test_the_given_quantiles_are_given_back(forecast: Distribution) -> None:
    for level, log_return in zip(LEVELS, forecast.returns, strict=True):
        assert forecast.quantile(level) == pytest.approx(log_return, abs=1e-12)


@given(continuous, levels)
def test_cdf_and_quantile_are_inverse(forecast: Distribution, level: float) -> None:
    assert forecast.cdf(forecast.quantile(level)) == pytest.approx(level, abs=1e-9)


@given(published, st.tuples(levels, levels).map(sorted))
def test_quantiles_never_fall_as_the_level_rises(forecast: Distribution, pair: list[float]) -> None:
    assert forecast.quantile(pair[0]) <= forecast.quantile(pair[1]) + 1e-12


@given(published, st.tuples(st.floats(-2, 2), st.floats(-2, 2)).map(sorted))
def test_probabilities_never_fall_as_the_return_rises(
    forecast: Distribution, pair: list[float]
) -> None:
    low, high = forecast.cdf(pair[0]), forecast.cdf(pair[1])
    assert 0 <= low <= high + 1e-12
    assert high <= 1


@given(published)
def test_a_quantile_lies_within_the_jump_of_its_level(forecast: Distribution) -> None:
    for level, log_return in zip(LEVELS, forecast.returns, strict=True):
        assert forecast.cdf(log_return - MICRO / 2) <= level + 1e-9
        assert forecast.cdf(log_return + MICRO / 2) >= level - 1e-9


@given(st.integers(0, 15), st.integers(1, 16), firsts, rising_steps)
def test_at_an_atom_the_cdf_is_the_middle_of_the_jump(
    start: int, length: int, first: int, increments: list[int]
) -> None:
    end = min(start + length, 16)
    flat = [0 if start <= index < end else step for index, step in enumerate(increments)]
    forecast = from_steps(first, flat)
    below = 0.0 if start == 0 else LEVELS[start]
    above = 1.0 if end == 16 else LEVELS[end]
    assert forecast.cdf(forecast.returns[start]) == pytest.approx((below + above) / 2, abs=1e-9)


@given(firsts, rising_steps)
def test_beyond_a_flat_end_there_is_nothing(first: int, increments: list[int]) -> None:
    forecast = from_steps(first, [0, *increments[1:-1], 0])
    assert forecast.cdf(forecast.returns[0] - MICRO) == 0
    assert forecast.cdf(forecast.returns[-1] + MICRO) == 1
    assert forecast.quantile(1e-6) == pytest.approx(forecast.returns[0], abs=1e-12)
    assert forecast.quantile(1 - 1e-6) == pytest.approx(forecast.returns[-1], abs=1e-12)


@given(st.floats(-1, 1))
def test_a_single_point_is_a_distribution_too(log_return: float) -> None:
    forecast = point(log_return)
    assert forecast.cdf(log_return) == 0.5
    assert forecast.cdf(math.nextafter(log_return, -math.inf)) == 0
    assert forecast.cdf(math.nextafter(log_return, math.inf)) == 1
    assert forecast.mean() == pytest.approx(log_return, abs=1e-12)
    assert forecast.mean_growth() == pytest.approx(math.exp(log_return), rel=1e-12)


def test_no_move_at_all_is_up_in_half_the_cases() -> None:
    assert point(0.0).p_up() == 0.5
    assert point(MICRO).p_up() == 1
    assert point(-MICRO).p_up() == 0


@pytest.mark.parametrize("grow", [False, True], ids=["mean", "mean_growth"])
@pytest.mark.parametrize(
    "forecast",
    [
        of_normal(NormalDist(0.001, 0.02)),
        from_steps(-90_000, [2 ** abs(8 - index) * 40 for index in range(16)]),
        from_steps(-200_000, [30_000, 0, 0, 9_000, 0, 0, 1, 1, 1, 0, 70_000, 0, 0, 5, 0, 0]),
        from_steps(-10_000, [0, 0, 0, 0, 0, 0, 0, 0, 0, 20_000, 0, 0, 0, 0, 0, 90_000]),
        point(0.01),
    ],
    ids=["normal", "heavy tails", "atoms", "half an atom", "point"],
)
def test_the_means_equal_numerical_integration(forecast: Distribution, grow: bool) -> None:
    closed = forecast.mean_growth() if grow else forecast.mean()
    assert closed == pytest.approx(expected(forecast, grow), abs=1e-8)


@given(published)
def test_the_expected_price_is_at_least_the_price_of_the_mean_return(
    forecast: Distribution,
) -> None:
    # Jensen's inequality.
    assert forecast.mean_growth() >= math.exp(forecast.mean()) * (1 - 1e-12)


@given(published, st.integers(-100_000, 100_000))
def test_moving_every_quantile_moves_the_distribution(forecast: Distribution, micros: int) -> None:
    shift = micros * MICRO
    moved = Distribution(tuple(log_return + shift for log_return in forecast.returns))
    assert moved.mean() == pytest.approx(forecast.mean() + shift, abs=1e-12)
    assert moved.mean_growth() == pytest.approx(forecast.mean_growth() * math.exp(shift), rel=1e-9)


@pytest.mark.parametrize("index", range(len(LEVELS)))
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_quantile_that_is_not_finite_is_refused(index: int, value: float) -> None:
    returns = [0.0] * len(LEVELS)
    returns[index] = value
    with pytest.raises(ValueError, match="finite"):
        Distribution(tuple(returns))


@given(published, st.integers(0, len(LEVELS) - 2), st.integers(1, 1000))
def test_crossing_quantiles_are_refused(forecast: Distribution, index: int, micros: int) -> None:
    returns = list(forecast.returns)
    returns[index] = returns[index + 1] + micros * MICRO
    with pytest.raises(ValueError, match="cross"):
        Distribution(tuple(returns))


@pytest.mark.parametrize("count", [0, 1, len(LEVELS) - 1, len(LEVELS) + 1])
def test_another_number_of_quantiles_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"{len(LEVELS)} quantiles needed, {count} given"):
        Distribution((0.0,) * count)


def test_the_levels_are_symmetric_about_the_median() -> None:
    assert [round(1 - level, 3) for level in reversed(LEVELS)] == list(LEVELS)
