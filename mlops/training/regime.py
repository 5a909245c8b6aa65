"""The upper tercile of the trailing year's realised variance, and the regression's errors."""

from collections.abc import Mapping

import numpy as np

from functions.domain.distribution import LEVELS, Distribution
from functions.domain.horizon import Horizon
from functions.domain.regime import REGIME_HORIZONS, TOP_TERCILE, RegimeModel
from mlops.training.dataset import Floats
from mlops.training.panel import Panel

THRESHOLD_HOURS = 365 * 24
ERROR_HOURS = 2 * 365 * 24


def fit_regimes(
    panel: Panel, log_variances: Mapping[Horizon, Floats]
) -> dict[Horizon, RegimeModel]:
    """What is known at the panel's end; the predicted log-variances are by cutoff."""
    found, end = {}, panel.hours
    for horizon in REGIME_HORIZONS:
        realised = panel.log_realised_variances(horizon)
        cutoffs = np.arange(max(0, end - ERROR_HOURS), end - horizon.hours + 1)
        cutoffs = cutoffs[panel.readable[cutoffs] & ~np.isnan(realised[cutoffs])]
        errors = realised[cutoffs] - log_variances[horizon][cutoffs]
        found[horizon] = RegimeModel(
            top_tercile(realised, horizon, end),
            Distribution(tuple(map(float, np.quantile(errors, LEVELS)))),
        )
    return found


def top_tercile(realised: Floats, horizon: Horizon, end: int) -> float:
    """The upper tercile of the log-variances that had come by cutoff `end`, over a year."""
    year = realised[max(0, end - THRESHOLD_HOURS) : end - horizon.hours + 1]
    return float(np.quantile(year[~np.isnan(year)], TOP_TERCILE))
