"""The domain's forecast for every cutoff at once; a parity test holds the two together."""

import numpy as np

from functions.domain.artifact import HorizonModel, Parameters
from functions.domain.horizon import Horizon
from mlops.training.dataset import Floats
from mlops.training.panel import Panel


def har_log_volatility(
    features: Floats, log_season_totals: Floats, intercept: float, slopes: Floats
) -> Floats:
    """The regression's log-volatility of the return over the horizon, before shrinking."""
    return np.asarray(0.5 * (intercept + features @ slopes + log_season_totals))


def shrunk_volatility(log_volatility: Floats, centre: float, shrink: float) -> Floats:
    """Volatility with its logarithm drawn towards the centre."""
    return np.asarray(np.exp(centre + shrink * (log_volatility - centre)))


def predicted_log_volatility(
    panel: Panel, parameters: Parameters, features: Floats, horizon: Horizon
) -> Floats:
    """By cutoff: what the regression says, before shrinking; features by cutoff."""
    har: HorizonModel = parameters.horizons[horizon]
    totals = panel.log_season_totals(parameters.season, horizon)
    return har_log_volatility(features, totals, har.intercept, np.asarray(har.slopes))
