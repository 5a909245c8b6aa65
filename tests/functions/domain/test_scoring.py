"""Scores are the field's: worked examples, closed forms, and proper."""

import json
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist, fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.distribution import LEVELS, Distribution
from functions.domain.scoring import (
    INTERVALS,
    PINBALL_LEVELS,
    crps,
    mean_pinball,
    pinball,
    score,
)
from functions.domain.units import loss_text, ratio_text

STANDARD = NormalDist()
GOLDEN = Path(__file__).parents[2] / "golden" / "scores.json"
Metric = Callable[[Distribution, float], float]
returns = st.floats(-1, 1)


def of_normal(mean: float, deviation: float) -> Distribution:
    normal = NormalDist(mean, deviation)
    return Distribution(tuple(normal.inv_cdf(level) for level in LEVELS))


def normal_crps(deviation: float, outcome: float) -> float:
    """Gneiting & Raftery (2007), equation 21, for mean zero."""
    z = outcome / deviation
    return deviation * (
        z * (2 * STANDARD.cdf(z) - 1) + 2 * STANDARD.pdf(z) - 1 / math.sqrt(math.pi)
    )


@pytest.mark.parametrize(
    ("level", "quantile", "outcome", "loss"),
    [
        (0.1, 100, 110, 1.0),
        (0.1, 100, 90, 9.0),
        (0.9, 100, 110, 9.0),
        (0.9, 100, 90, 1.0),
        (0.5, 100, 90, 5.0),
        (0.5, 100, 110, 5.0),
        (0.05, -0.02, -0.02, 0.0),
        (0.95, -0.04, -0.02, 0.019),
    ],
)
def test_pinball_loss_charges_each_side_its_price(
    level: float, quantile: float, outcome: float, loss: float
) -> None:
    assert pinball(level, quantile, outcome) == pytest.approx(loss, abs=1e-12)


@given(st.floats(0.01, 0.99), returns, returns)
def test_pinball_loss_is_never_negative_and_zero_only_on_the_spot(
    level: float, quantile: float, outcome: float
) -> None:
    loss = pinball(level, quantile, outcome)
    assert loss >= 0
    assert (loss == 0) == (abs(quantile - outcome) < 5e-324 / 0.01)


@given(st.floats(0.01, 0.99), returns, returns)
def test_the_two_sides_of_a_miss_share_it(level: float, quantile: float, outcome: float) -> None:
    both = pinball(level, quantile, outcome) + pinball(1 - level, quantile, outcome)
    assert both == pytest.approx(abs(outcome - quantile), abs=1e-12)


def test_the_headline_score_is_the_mean_over_seven_levels() -> None:
    assert PINBALL_LEVELS == (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
    nowhere = Distribution((0.0,) * len(LEVELS))
    # All quantiles at 0: an outcome of +1 costs the mean level, of -1 the mean of 1 - level.
    assert mean_pinball(nowhere, 1.0) == pytest.approx(0.5)
    assert mean_pinball(nowhere, -2.0) == pytest.approx(1.0)


def test_only_the_seven_levels_count_in_the_headline_score() -> None:
    quantiles = [index / 100 for index in range(len(LEVELS))]
    expected = fmean(
        pinball(level, quantiles[LEVELS.index(level)], 0.05) for level in PINBALL_LEVELS
    )
    assert mean_pinball(Distribution(tuple(quantiles)), 0.05) == pytest.approx(expected)


@pytest.mark.parametrize("z", [-3.0, -1.5, -0.5, 0.0, 0.3, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("deviation", [0.002, 0.05])
def test_the_crps_of_a_normal_is_near_its_closed_form(deviation: float, z: float) -> None:
    outcome = z * deviation
    near = crps(of_normal(0.0, deviation), outcome)
    assert near == pytest.approx(normal_crps(deviation, outcome), rel=0.025)


def test_the_expected_crps_of_an_honest_normal_is_within_a_percent_of_its_closed_form() -> None:
    # E[CRPS] of the truth about itself is deviation / sqrt(pi).
    expected = expected_loss(crps, of_normal(0.0, 0.02), NormalDist(0.0, 0.02))
    assert expected == pytest.approx(0.02 / math.sqrt(math.pi), rel=0.01)


@given(returns, returns)
def test_the_crps_of_a_point_is_its_absolute_error(said: float, came: float) -> None:
    forecast = Distribution((said,) * len(LEVELS))
    assert crps(forecast, came) == pytest.approx(abs(said - came), abs=1e-12)


@given(returns, st.floats(0.1, 10))
def test_losses_scale_with_their_unit(outcome: float, factor: float) -> None:
    forecast = of_normal(0.0, 0.1)
    scaled = Distribution(tuple(factor * value for value in forecast.returns))
    for metric in (mean_pinball, crps):
        assert metric(scaled, factor * outcome) == pytest.approx(
            factor * metric(forecast, outcome), rel=1e-9
        )


def expected_loss(metric: Metric, forecast: Distribution, truth: NormalDist) -> float:
    """Mean loss over a grid of equally likely outcomes of the truth."""
    count = 2000
    return fmean(metric(forecast, truth.inv_cdf((index + 0.5) / count)) for index in range(count))


@pytest.mark.parametrize("metric", [mean_pinball, crps])
@pytest.mark.parametrize(
    ("mean", "deviation"),
    [
        (0.0, 0.016), (0.0, 0.018), (0.0, 0.022), (0.0, 0.025), (0.0, 0.04), (0.0, 0.01),
        (0.002, 0.02), (-0.002, 0.02), (0.01, 0.02), (-0.01, 0.018), (0.004, 0.024),
    ],
)  # fmt: skip
def test_the_truth_scores_best_in_expectation(
    metric: Metric, mean: float, deviation: float
) -> None:
    truth = NormalDist(0.0, 0.02)
    honest = expected_loss(metric, of_normal(0.0, 0.02), truth)
    assert honest < expected_loss(metric, of_normal(mean, deviation), truth)


@pytest.mark.parametrize("metric", [mean_pinball, crps])
def test_the_further_from_the_truth_the_worse(metric: Metric) -> None:
    truth = NormalDist(0.0, 0.02)
    for path in (
        [(0.0, 0.02), (0.003, 0.02), (0.01, 0.02), (0.03, 0.02)],
        [(0.0, 0.02), (0.0, 0.024), (0.0, 0.03), (0.0, 0.06)],
        [(0.0, 0.02), (0.0, 0.017), (0.0, 0.012), (0.0, 0.004)],
    ):
        losses = [expected_loss(metric, of_normal(*step), truth) for step in path]
        assert all(nearer < further for nearer, further in pairwise(losses))


@pytest.mark.parametrize(("percent", "low", "high"), INTERVALS)
def test_an_interval_holds_its_ends_and_nothing_beyond(
    percent: int, low: float, high: float
) -> None:
    forecast = of_normal(0.001, 0.02)
    bottom, top = forecast.returns[LEVELS.index(low)], forecast.returns[LEVELS.index(high)]
    for outcome, held in [
        (bottom, True),
        (top, True),
        (math.nextafter(bottom, -1), False),
        (math.nextafter(top, 1), False),
        ((bottom + top) / 2, True),
    ]:
        assert score(forecast, outcome).covered[percent] is held


def test_the_intervals_leave_equal_shares_on_both_sides() -> None:
    assert [percent for percent, _, _ in INTERVALS] == [50, 80, 90, 95]
    for percent, low, high in INTERVALS:
        assert high - low == pytest.approx(percent / 100)
        assert low + high == pytest.approx(1)


@given(returns)
def test_a_wider_interval_holds_whatever_a_narrower_one_holds(outcome: float) -> None:
    covered = score(of_normal(0.0, 0.3), outcome).covered
    held = [covered[percent] for percent in (50, 80, 90, 95)]
    assert held == sorted(held)


@given(returns)
def test_a_score_brings_its_losses_and_the_pit_together(outcome: float) -> None:
    forecast = of_normal(0.01, 0.3)
    result = score(forecast, outcome)
    assert result.pinball == mean_pinball(forecast, outcome)
    assert result.crps == crps(forecast, outcome)
    assert result.pit == forecast.cdf(outcome)
    assert 0 <= result.pit <= 1


def test_scores_and_quantiles_are_those_that_the_page_computes_too() -> None:
    cases = json.loads(GOLDEN.read_text())
    assert len(cases) == 5
    for case in cases:
        forecast = Distribution(tuple(map(float, case["log_returns"])))
        for level, expected in case["interpolated"].items():
            assert loss_text(forecast.quantile(float(level))) == expected
        for expected in case["scores"]:
            found = score(forecast, float(expected["outcome"]))
            assert {
                "outcome": expected["outcome"],
                "pinball": loss_text(found.pinball),
                "crps": loss_text(found.crps),
                "pit": ratio_text(found.pit),
                "covered": {str(percent): held for percent, held in found.covered.items()},
            } == expected
