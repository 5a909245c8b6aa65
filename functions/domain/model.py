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
from functions.domain.features import WINDOW_HOURS, Features, features
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
    "log_variance",
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
    model = parameters.horizons[horizon]
    level, season = log_variance(parameters, at_cutoff, cutoff, horizon)
    return _distribution(model, volatility(model, level, season), at_cutoff)


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
    made = {}
    for horizon in horizons:
        model = parameters.horizons[horizon]
        level, season = log_variance(parameters, at_cutoff, cutoff, horizon)
        scale = volatility(model, level, season)
        extreme, tercile = parameters.extremes.get(horizon), parameters.regimes.get(horizon)
        made[horizon] = Forecast(
            _distribution(model, scale, at_cutoff),
            baseline.distributions(parameters, variances, horizon),
            None if extreme is None else extreme.scaled(scale),
            None if tercile is None else regime(tercile, level + season),
        )
    return made


def log_variance(
    parameters: Parameters,
    at_cutoff: Features,
    cutoff: datetime,
    horizon: Horizon,
) -> tuple[float, float]:
    """What is expected of the log of the variance to come: the level's share and the season's."""
    model = parameters.horizons[horizon]
    level = model.intercept + sum(
        slope * feature for slope, feature in zip(model.slopes, at_cutoff.volatility, strict=True)
    )
    return level, math.log(parameters.season.total(cutoff, horizon.hours))


def volatility(model: HorizonModel, level: float, season: float) -> float:
    """Scale of the log return over the horizon, given both shares of `log_variance`."""
    exponent = model.level_exponent * level + model.season_exponent * season
    return model.scale * math.exp(0.5 * exponent)


def _distribution(model: HorizonModel, scale: float, at_cutoff: Features) -> Distribution:
    centre = sum(a * b for a, b in zip(model.centre, at_cutoff.last_hour, strict=True))
    return Distribution(
        tuple(
            scale * (centre + z) + offset
            for z, offset in zip(model.quantiles, model.offsets, strict=True)
        )
    )
