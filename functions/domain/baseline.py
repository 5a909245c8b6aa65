"""What the model must beat: four random walks that know the past's spread.

`unconditional` and `rolling-365d` say the same at every cutoff, from all past returns and
from those of the last 365 days. `ewma` scales past standardised returns with the
exponentially weighted volatility of recent hours (RiskMetrics Technical Document, 1996).
`garch-t` is a GARCH(1,1) with Student-t innovations (Bollerslev 1987, A Conditionally
Heteroskedastic Time Series Model for Speculative Prices and Rates of Return).
"""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from functions.domain.artifact import Artifact, Garch, Parameters
from functions.domain.candle import Candle
from functions.domain.distribution import Distribution
from functions.domain.errors import InsufficientData
from functions.domain.features import VARIANCE_MIN, WINDOW_HOURS, recent
from functions.domain.horizon import Horizon
from functions.domain.units import instant_text

UNCONDITIONAL = "unconditional"
ROLLING = "rolling-365d"
EWMA = "ewma"
GARCH = "garch-t"
BASELINES: tuple[str, ...] = (UNCONDITIONAL, ROLLING, EWMA, GARCH)

EWMA_DECAY = 0.985
"""Weight of the hour before relative to this one (half-life 46 h): the single decay that
serves all four horizons best, so that the baseline is no straw man."""


def squared_returns(window: Sequence[Candle], cutoff: datetime) -> list[tuple[int, float]]:
    """(age, squared hourly log return) before the cutoff, oldest first; age 1 ends there.

    A return needs two candles in a row. Raises InsufficientData when there is none.
    """
    found = list(_squared_returns(window, cutoff))
    if not found:
        raise InsufficientData(f"no two candles in a row before {instant_text(cutoff)}")
    return found


def _squared_returns(window: Sequence[Candle], cutoff: datetime) -> Iterator[tuple[int, float]]:
    previous_age, previous_close = 0, 0.0
    for age, candle in recent(window, cutoff, WINDOW_HOURS):
        close = float(candle.close)
        if previous_age == age + 1:
            yield age, math.log(close / previous_close) ** 2
        previous_age, previous_close = age, close


def ewma_variance(returns: Sequence[tuple[int, float]]) -> float:
    """Exponentially weighted mean of `squared_returns`; missing weights go to the others."""
    weights = [EWMA_DECAY ** (age - 1) for age, _ in returns]
    total = sum(weight * square for weight, (_, square) in zip(weights, returns, strict=True))
    return max(total / sum(weights), VARIANCE_MIN)


def garch_variance(garch: Garch, returns: Sequence[tuple[int, float]]) -> float:
    """Variance of the coming hour given `squared_returns`, from the unconditional one on.

    The recursion h′ = ω + αr² + βh in deviations from the unconditional variance σ²:
    h′ − σ² = α(r² − σ²) + β(h − σ²). A missing hour brings no news: r² = σ².
    """
    deviation = sum(
        garch.alpha * garch.beta ** (age - 1) * (square - garch.variance) for age, square in returns
    )
    return max(garch.variance + deviation, VARIANCE_MIN)


def garch_total(garch: Garch, variance: float, hours: int) -> float:
    """Variance of the return over the hours to come, given that of the first.

    Expected variances go back to the unconditional one by α + β an hour.
    """
    persistence = garch.alpha + garch.beta
    geometric = sum(persistence**step for step in range(hours))
    return max(
        hours * garch.variance + (variance - garch.variance) * geometric, hours * VARIANCE_MIN
    )


class Variances(NamedTuple):
    """What the baselines that look at recent hours expect of the variance of the coming one."""

    ewma: float
    garch: float


def variances(parameters: Parameters, window: Sequence[Candle], cutoff: datetime) -> Variances:
    """Those at the cutoff; InsufficientData as `squared_returns`."""
    returns = squared_returns(window, cutoff)
    return Variances(ewma_variance(returns), garch_variance(parameters.garch, returns))


def forecasts(
    artifact: Artifact, window: Sequence[Candle], cutoff: datetime, horizon: Horizon
) -> dict[str, Distribution]:
    """Distributions of the log return from cutoff to cutoff + horizon, by `BASELINES`."""
    parameters = artifact.parameters
    return distributions(parameters, variances(parameters, window, cutoff), horizon)


def distributions(
    parameters: Parameters, at_cutoff: Variances, horizon: Horizon
) -> dict[str, Distribution]:
    """The baselines, given the variances of an hour at the cutoff."""
    past, garch = parameters.baselines[horizon], parameters.garch
    return {
        UNCONDITIONAL: Distribution(past.unconditional),
        ROLLING: Distribution(past.rolling),
        EWMA: _scaled(past.ewma, at_cutoff.ewma * horizon.hours),
        GARCH: _scaled(garch.quantiles, garch_total(garch, at_cutoff.garch, horizon.hours)),
    }


def _scaled(quantiles: Sequence[float], variance: float) -> Distribution:
    volatility = math.sqrt(variance)
    return Distribution(tuple(volatility * z for z in quantiles))
