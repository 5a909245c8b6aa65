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
from functions.domain.artifact import Artifact, HorizonModel, Parameters, load_artifact
from functions.domain.candle import Candle
from functions.domain.distribution import Distribution
from functions.domain.features import WINDOW_HOURS, features
from functions.domain.horizon import Horizon
from functions.domain.levels import RunningExtreme
from functions.domain.regime import Regime, regime

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
    """The model's distribution for one slot, the baselines' by name, touches and regime.

    `extreme` and `regime` are None where nothing is claimed of them.
    """

    model: Distribution
    baselines: dict[str, Distribution]
    extreme: RunningExtreme | None
    regime: Regime | None


def forecast(
    artifact: Artifact, window: Sequence[Candle], cutoff: datetime, horizon: Horizon
) -> Distribution:
    """Distribution of the log return from the close at cutoff to that at cutoff + horizon.

    The window is ascending and may reach further than the `WINDOW_HOURS` before the
    cutoff, which alone are read. Raises InsufficientData as `features` does.
    """
    parameters = artifact.parameters
    at_cutoff = features(window, cutoff, parameters.season)
    scale = volatility(parameters, at_cutoff, cutoff, horizon)
    return _scaled(parameters.horizons[horizon], scale)


def forecast_all(
    artifact: Artifact,
    window: Sequence[Candle],
    cutoff: datetime,
    horizons: Iterable[Horizon],
) -> dict[Horizon, Forecast]:
    """Model and baselines for several horizons of one cutoff; the window is read once."""
    parameters = artifact.parameters
    at_cutoff = features(window, cutoff, parameters.season)
    variance = baseline.ewma_variance(window, cutoff)
    made = {}
    for horizon in horizons:
        expected = log_variance(parameters, at_cutoff, cutoff, horizon)
        scale = _volatility(parameters.horizons[horizon], expected)
        extreme, tercile = parameters.extremes.get(horizon), parameters.regimes.get(horizon)
        made[horizon] = Forecast(
            _scaled(parameters.horizons[horizon], scale),
            baseline.distributions(parameters, variance, horizon),
            None if extreme is None else extreme.scaled(scale),
            None if tercile is None else regime(tercile, expected),
        )
    return made


def volatility(
    parameters: Parameters,
    at_cutoff: Sequence[float],
    cutoff: datetime,
    horizon: Horizon,
) -> float:
    """Standard deviation, up to the quantiles' scale, of the log return over the horizon."""
    expected = log_variance(parameters, at_cutoff, cutoff, horizon)
    return _volatility(parameters.horizons[horizon], expected)


def log_variance(
    parameters: Parameters,
    at_cutoff: Sequence[float],
    cutoff: datetime,
    horizon: Horizon,
) -> float:
    """What the regression expects of the log of the realised variance over the horizon."""
    har = parameters.horizons[horizon]
    deseasonalised = har.intercept + sum(
        slope * feature for slope, feature in zip(har.slopes, at_cutoff, strict=True)
    )
    return deseasonalised + math.log(parameters.season.total(cutoff, horizon.hours))


def _volatility(har: HorizonModel, expected: float) -> float:
    return math.exp(har.centre + har.shrink * (0.5 * expected - har.centre))


def _scaled(har: HorizonModel, scale: float) -> Distribution:
    return Distribution(tuple(scale * z for z in har.quantiles))
