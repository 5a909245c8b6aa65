"""What the model must beat: two random walks with empirical quantiles.

`unconditional` says the same at every cutoff; `ewma` scales with the exponentially
weighted volatility of recent hourly returns (RiskMetrics Technical Document, 1996).
"""

import math
from collections.abc import Sequence
from datetime import datetime

from functions.domain.artifact import Artifact, Parameters
from functions.domain.candle import Candle
from functions.domain.distribution import Distribution
from functions.domain.errors import InsufficientData
from functions.domain.features import VARIANCE_MIN, WINDOW_HOURS, recent
from functions.domain.horizon import Horizon
from functions.domain.units import instant_text

UNCONDITIONAL = "unconditional"
EWMA = "ewma"
BASELINES: tuple[str, ...] = (UNCONDITIONAL, EWMA)

EWMA_DECAY = 0.985
"""Weight of the hour before relative to this one (half-life 46 h): the single decay that
serves all four horizons best, so that the baseline is no straw man."""


def ewma_variance(window: Sequence[Candle], cutoff: datetime) -> float:
    """Exponentially weighted mean of squared hourly log returns in the window.

    A return needs two candles in a row; the weights of the missing ones go to the
    others. Raises InsufficientData when there is none.
    """
    total = weights = 0.0
    previous_age, previous_close = 0, 0.0
    for age, candle in recent(window, cutoff, WINDOW_HOURS):
        close = float(candle.close)
        if previous_age == age + 1:
            weight = EWMA_DECAY ** (age - 1)
            total += weight * math.log(close / previous_close) ** 2
            weights += weight
        previous_age, previous_close = age, close
    if weights == 0.0:
        raise InsufficientData(f"no two candles in a row before {instant_text(cutoff)}")
    return max(total / weights, VARIANCE_MIN)


def forecasts(
    artifact: Artifact, window: Sequence[Candle], cutoff: datetime, horizon: Horizon
) -> dict[str, Distribution]:
    """Both baselines' distributions of the log return from cutoff to cutoff + horizon."""
    return distributions(artifact.parameters, ewma_variance(window, cutoff), horizon)


def distributions(
    parameters: Parameters, variance: float, horizon: Horizon
) -> dict[str, Distribution]:
    """Both baselines, given the EWMA variance of an hour at the cutoff."""
    quantiles = parameters.baselines[horizon]
    volatility = math.sqrt(variance * horizon.hours)
    return {
        UNCONDITIONAL: Distribution(quantiles.unconditional),
        EWMA: Distribution(tuple(volatility * z for z in quantiles.ewma)),
    }
