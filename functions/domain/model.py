"""The forecast: a log-HAR volatility times the quantiles of standardised past returns.

Volatility is forecastable, direction is not: the quantiles are symmetric, the median
is the price at the cutoff. Corsi (2009) for the regression; Barone-Adesi, Giannopoulos
& Vosper (1999), VaR without Correlations, for filtered historical simulation.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from functions.domain import baseline
from functions.domain.artifact import Artifact, Parameters, load_artifact
from functions.domain.candle import Candle
from functions.domain.distribution import Distribution
from functions.domain.features import WINDOW_HOURS, features
from functions.domain.horizon import Horizon

__all__ = [
    "WINDOW_HOURS",
    "Artifact",
    "Forecast",
    "forecast",
    "forecast_all",
    "load_artifact",
    "volatility",
]


class Forecast(NamedTuple):
    """The model's distribution for one slot and the baselines' by name."""

    model: Distribution
    baselines: dict[str, Distribution]


def forecast(
    artifact: Artifact, window: Sequence[Candle], cutoff: datetime, horizon: Horizon
) -> Distribution:
    """Distribution of the log return from the close at cutoff to that at cutoff + horizon.

    The window is ascending and may reach further than the `WINDOW_HOURS` before the
    cutoff, which alone are read. Raises InsufficientData as `features` does.
    """
    parameters = artifact.parameters
    at_cutoff = features(window, cutoff, parameters.season)
    return _distribution(parameters, at_cutoff, cutoff, horizon)


def forecast_all(
    artifact: Artifact,
    window: Sequence[Candle],
    cutoff: datetime,
    horizons: Iterable[Horizon],
) -> dict[Horizon, Forecast]:
    """Model and baselines for several horizons of one cutoff; the window is read once."""
    parameters = artifact.parameters
    at_cutoff = features(window, cutoff, parameters.season)
    variances = baseline.variances(parameters, window, cutoff)
    return {
        horizon: Forecast(
            _distribution(parameters, at_cutoff, cutoff, horizon),
            baseline.distributions(parameters, variances, horizon),
        )
        for horizon in horizons
    }


def volatility(
    parameters: Parameters,
    at_cutoff: Sequence[float],
    cutoff: datetime,
    horizon: Horizon,
) -> float:
    """Standard deviation, up to the quantiles' scale, of the log return over the horizon."""
    har = parameters.horizons[horizon]
    log_variance = har.intercept + sum(
        slope * feature for slope, feature in zip(har.slopes, at_cutoff, strict=True)
    )
    season_total = parameters.season.total(cutoff, horizon.hours)
    log_volatility = 0.5 * (log_variance + math.log(season_total))
    return math.exp(har.centre + har.shrink * (log_volatility - har.centre))


def _distribution(
    parameters: Parameters,
    at_cutoff: Sequence[float],
    cutoff: datetime,
    horizon: Horizon,
) -> Distribution:
    scale = volatility(parameters, at_cutoff, cutoff, horizon)
    return Distribution(tuple(scale * z for z in parameters.horizons[horizon].quantiles))
