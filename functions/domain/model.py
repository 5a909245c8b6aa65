"""The forecast: a volatility in two stages, times the quantiles of standardised past returns.

A log-HAR regression (Corsi 2009) says what variance to expect; a second regression, on the
size of returns, says how far to believe it and the season. Then filtered historical
simulation (Barone-Adesi, Giannopoulos & Vosper 1999, VaR without Correlations).
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

__all__ = [
    "WINDOW_HOURS",
    "Artifact",
    "Forecast",
    "forecast",
    "forecast_all",
    "load_artifact",
    "log_variance",
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


def log_variance(
    parameters: Parameters,
    at_cutoff: Sequence[float],
    cutoff: datetime,
    horizon: Horizon,
) -> tuple[float, float]:
    """What is expected of the log of the variance to come: the level's share and the season's."""
    model = parameters.horizons[horizon]
    level = model.intercept + sum(
        slope * feature for slope, feature in zip(model.slopes, at_cutoff, strict=True)
    )
    return level, math.log(parameters.season.total(cutoff, horizon.hours))


def volatility(model: HorizonModel, level: float, season: float) -> float:
    """Scale of the log return over the horizon, given both shares of `log_variance`."""
    exponent = model.level_exponent * level + model.season_exponent * season
    return model.scale * math.exp(0.5 * exponent)


def _distribution(
    parameters: Parameters,
    at_cutoff: Sequence[float],
    cutoff: datetime,
    horizon: Horizon,
) -> Distribution:
    model = parameters.horizons[horizon]
    scale = volatility(model, *log_variance(parameters, at_cutoff, cutoff, horizon))
    return Distribution(
        tuple(scale * z + offset for z, offset in zip(model.quantiles, model.offsets, strict=True))
    )
