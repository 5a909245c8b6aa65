"""Calibration pictures as SVG, drawn from the walk-forward's ranks and hits."""

import numpy as np

from functions.domain.distribution import LEVELS
from functions.domain.horizon import Horizon
from mlops.training.chart import Axis, Chart, axis, sheet
from mlops.training.dataset import Floats
from mlops.training.evaluate import Evaluation
from mlops.training.quarters import Quarter, quarters

DECILES = tuple(LEVELS.index(step / 10) for step in range(1, 10))
"""Positions of .1 … .9 among the levels: a rank tells the PIT's decile exactly."""

COVERAGE = 80
UNIT = Axis(0.0, 1.0, tuple((step / 4, f"{step / 4:g}") for step in range(5)))


def pit_histogram(evaluation: Evaluation) -> str:
    """The share of outcomes in each tenth of the forecast distribution; flat is calibrated."""
    charts = [pit_chart(horizon.value, pit_shares(evaluation, horizon)) for horizon in Horizon]
    return sheet("PIT: share of outcomes by tenth of the distribution", charts)


def pit_chart(title: str, shares: Floats) -> Chart:
    """Ten bars and the line they should end at."""
    chart = Chart(title, UNIT, axis([0.0, 0.2, *shares]))
    for count, share in enumerate(shares):
        chart.bar(count / 10, (count + 1) / 10, float(share))
    chart.ideal((0.0, 0.1), (1.0, 0.1))
    return chart


def pit_shares(evaluation: Evaluation, horizon: Horizon) -> Floats:
    """Ten shares that add up to 1."""
    deciles = pit_deciles(evaluation, horizon)
    return np.bincount(deciles, minlength=10) / len(deciles)


def pit_deciles(evaluation: Evaluation, horizon: Horizon) -> np.ndarray:
    """By forecast: which tenth of its distribution the outcome fell in, 0 to 9."""
    rank = evaluation.forecasts[horizon].rank
    return np.searchsorted(np.asarray(DECILES), rank, side="left")


def reliability(evaluation: Evaluation) -> str:
    """For each published quantile, how often the outcome lay below it; the diagonal is ideal."""
    charts = []
    for horizon in Horizon:
        chart = Chart(horizon.value, UNIT, UNIT)
        chart.ideal((0.0, 0.0), (1.0, 1.0))
        for level, share in zip(LEVELS, observed_shares(evaluation, horizon), strict=True):
            chart.dot(level, float(share), "c0")
        charts.append(chart)
    return sheet("Reliability: share of outcomes below each quantile", charts)


def observed_shares(evaluation: Evaluation, horizon: Horizon) -> Floats:
    """By level: the share of outcomes at or below the quantile."""
    rank = evaluation.forecasts[horizon].rank
    return np.asarray([float(np.mean(rank <= position)) for position in range(len(LEVELS))])


def coverage_by_quarter(evaluation: Evaluation) -> str:
    """The share of outcomes inside the 80 % interval, quarter by quarter."""
    found = quarters(evaluation)
    across = Axis(0.0, float(len(found)), ((0.0, found[0].name), (len(found), found[-1].name)))
    charts = []
    for horizon in Horizon:
        points = _coverage_points(evaluation, horizon, found)
        chart = Chart(horizon.value, across, UNIT)
        chart.ideal((across.low, COVERAGE / 100), (across.high, COVERAGE / 100))
        chart.line(points, "c0")
        for x, y in points:
            chart.dot(x, y, "c0")
        charts.append(chart)
    return sheet(f"Coverage of the {COVERAGE} % interval by quarter", charts)


def _coverage_points(
    evaluation: Evaluation, horizon: Horizon, found: list[Quarter]
) -> list[tuple[float, float]]:
    points = []
    for count, quarter in enumerate(found):
        if (summary := quarter.summary(evaluation, horizon)) is not None:
            points.append((count + 0.5, summary.coverage[COVERAGE]))
    return points
