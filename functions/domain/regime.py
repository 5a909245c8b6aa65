"""Whether the hours to come will be among the most volatile third of the trailing year.

The regression's log-variance plus the errors it made in the past is a distribution of the
log of the realised variance; what of it lies above the year's upper tercile is the
probability. Realised variance is the mean Garman–Klass variance of the hourly candles that
open in [cutoff, target), times the hours of the horizon.
"""

import math
from dataclasses import dataclass

from functions.domain.distribution import Distribution
from functions.domain.horizon import Horizon

REGIME_HORIZONS: tuple[Horizon, ...] = (Horizon.H24,)
"""A whole day has no hour-of-day season that would decide the tercile by itself."""

TOP_TERCILE = 2.0 / 3.0


@dataclass(frozen=True, slots=True)
class RegimeModel:
    """The trailing year's upper tercile, as the log of a realised variance, and past errors.

    `errors` is the distribution of realised minus predicted log-variance.
    """

    threshold: float
    errors: Distribution


@dataclass(frozen=True, slots=True)
class Regime:
    """P(realised volatility above `volatility`), which is in log-return units of the horizon."""

    volatility: float
    p_above: float


def regime(model: RegimeModel, log_variance: float) -> Regime:
    """What is said of the coming hours, given their predicted log-variance."""
    needed = model.threshold - log_variance
    return Regime(math.exp(model.threshold / 2.0), 1.0 - model.errors.cdf(needed))
