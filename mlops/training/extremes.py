"""How far the price ran to one side, in units of the forecast volatility."""

from collections.abc import Mapping

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from functions.domain.distribution import LEVELS
from functions.domain.horizon import Horizon
from functions.domain.levels import TOUCH_HORIZONS, RunningExtreme
from mlops.training.dataset import Floats
from mlops.training.panel import Panel

EXTREME_HOURS = {
    Horizon.H1: 365 * 24,
    Horizon.H4: 365 * 24,
    Horizon.H24: 2 * 365 * 24,
}
"""How far back extremes are read: as far as the standardised returns of their horizon."""


def running_extremes(panel: Panel, horizon: Horizon) -> tuple[Floats, Floats]:
    """By cutoff: log returns ≥ 0 to the highest high and (its sign turned) the lowest low.

    NaN where an hour of the horizon or the close at the cutoff is missing.
    """
    hours = horizon.hours
    log_close = np.log(np.concatenate([[np.nan], panel.close]))
    up, down = np.full(panel.hours + 1, np.nan), np.full(panel.hours + 1, np.nan)
    reference = log_close[: panel.hours + 1 - hours]
    up[: len(reference)] = sliding_window_view(np.log(panel.high), hours).max(axis=1) - reference
    down[: len(reference)] = reference - sliding_window_view(np.log(panel.low), hours).min(axis=1)
    return np.maximum(up, 0.0), np.maximum(down, 0.0)


def fit_extremes(
    panel: Panel, volatilities: Mapping[Horizon, Floats]
) -> dict[Horizon, RunningExtreme]:
    """Quantiles of both sides pooled, known at the panel's end; volatility by cutoff."""
    found, end = {}, panel.hours
    for horizon in TOUCH_HORIZONS:
        up, down = running_extremes(panel, horizon)
        first = max(0, end - EXTREME_HOURS[horizon])
        cutoffs = np.arange(first, end - horizon.hours + 1)
        cutoffs = cutoffs[panel.readable[cutoffs] & ~np.isnan(up[cutoffs])]
        scale = volatilities[horizon][cutoffs]
        pooled = np.concatenate([up[cutoffs] / scale, down[cutoffs] / scale])
        found[horizon] = RunningExtreme(tuple(map(float, np.quantile(pooled, LEVELS))))
    return found
