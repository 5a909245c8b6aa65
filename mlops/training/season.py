"""Fits the hour-of-week season: how each hour's variance compares with its week's."""

import numpy as np
from numpy.typing import NDArray

from functions.domain.features import PRESENT_SHARE_MIN
from functions.domain.season import HOURS_A_WEEK, Season
from mlops.training.dataset import Floats
from mlops.training.panel import Panel, trailing_mean

HALF_LIFE_HOURS = 180 * 24
"""The season drifts with who trades; older weeks count half after so long."""

PRIOR_WEEKS = 4.0
"""How many weeks of its own weigh as much as the mean over like days of the same hour."""


def fit_season(panel: Panel) -> Season:
    """The season known at the panel's end, from the log of each hour over its trailing week.

    Logarithms, so that one violent hour does not mark its place in the week for years.
    Each hour of the week is drawn to the mean of its hour of the day, over weekdays or
    over the weekend.
    """
    variance = panel.variance
    week_mean, present = trailing_mean(variance, HOURS_A_WEEK)
    usable = ~np.isnan(variance) & (present[1:] >= PRESENT_SHARE_MIN * HOURS_A_WEEK)
    excess = np.log(variance[usable] / week_mean[1:][usable])
    age = panel.hours - 1 - np.flatnonzero(usable)
    weights = 0.5 ** (age / HALF_LIFE_HOURS)
    hour_of_week = panel.hour_of_week[: panel.hours][usable]
    total = _by_hour(hour_of_week, weights * excess)
    weight = _by_hour(hour_of_week, weights)
    log_factors = np.concatenate(
        [_drawn_to_pool(total[days], weight[days]) for days in (slice(0, 5), slice(5, 7))]
    )
    factors = np.exp(log_factors.ravel())
    return Season(tuple(float(factor) for factor in factors / factors.mean()))


def _by_hour(hour_of_week: NDArray[np.int64], values: Floats) -> Floats:
    """Sums of the values by (day of the week, hour)."""
    sums: Floats = np.zeros(HOURS_A_WEEK)
    np.add.at(sums, hour_of_week, values)
    return sums.reshape(7, 24)


def _drawn_to_pool(total: Floats, weight: Floats) -> Floats:
    """Weighted means by (day, hour), drawn to the mean of the hour over the days."""
    hour_weight = weight.sum(axis=0)
    pooled = np.divide(total.sum(axis=0), hour_weight, out=np.zeros(24), where=hour_weight > 0.0)
    return np.asarray((total + PRIOR_WEEKS * pooled) / (weight + PRIOR_WEEKS))
