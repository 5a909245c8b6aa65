"""Proper scores of a forecast distribution against its outcome. Lower is better.

Gneiting & Raftery (2007), Strictly Proper Scoring Rules, Prediction, and Estimation;
Gneiting & Ranjan (2011), Comparing Density Forecasts, for CRPS from quantiles.
"""

from dataclasses import dataclass
from itertools import pairwise

from functions.domain.distribution import LEVELS, Distribution
from functions.domain.units import ratio_text

PINBALL_LEVELS: tuple[float, ...] = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
"""The levels whose mean pinball loss is the headline score."""

INTERVALS: tuple[tuple[int, float, float], ...] = (
    (50, 0.25, 0.75),
    (80, 0.10, 0.90),
    (90, 0.05, 0.95),
    (95, 0.025, 0.975),
)
"""Central intervals as (percent, lower level, upper level)."""


def pinball(level: float, quantile: float, outcome: float) -> float:
    """Pinball (quantile) loss of one quantile.

    >>> pinball(0.9, 1.0, 3.0), round(pinball(0.9, 3.0, 1.0), 6)
    (1.8, 0.2)
    """
    error = outcome - quantile
    return level * error if error >= 0 else (level - 1.0) * error


def mean_pinball(forecast: Distribution, outcome: float) -> float:
    """Mean pinball loss over `PINBALL_LEVELS`, in log-return units."""
    losses = [
        pinball(level, forecast.returns[LEVELS.index(level)], outcome) for level in PINBALL_LEVELS
    ]
    return sum(losses) / len(losses)


def crps(forecast: Distribution, outcome: float) -> float:
    """Continuous ranked probability score, 2 ∫ pinball dp by the trapezoid rule on `LEVELS`."""
    return 2 * sum(
        weight * pinball(level, quantile, outcome)
        for weight, level, quantile in zip(_WEIGHTS, LEVELS, forecast.returns, strict=True)
    )


def brier(p_up: float, outcome: float) -> float:
    """Squared error of P(return > 0), as published (Brier 1950); 1/4 for one half.

    >>> brier(0.5, 0.01), brier(0.75, 0.01)
    (0.25, 0.0625)
    """
    return (p_up - (outcome > 0)) ** 2


def _trapezoid_weights() -> tuple[float, ...]:
    """Each level's share of (0, 1): half the way to each neighbour, the ends to 0 and 1."""
    edges = [0.0, *((a + b) / 2 for a, b in pairwise(LEVELS)), 1.0]
    return tuple(high - low for low, high in pairwise(edges))


_WEIGHTS = _trapezoid_weights()


@dataclass(frozen=True, slots=True)
class Score:
    """How one forecast did: losses in log-return units, PIT in [0, 1], intervals that held.

    `brier` is P(up)'s squared error; None where it was scored before that was kept.
    """

    pinball: float
    crps: float
    pit: float
    covered: dict[int, bool]
    brier: float | None = None


def score(forecast: Distribution, outcome: float) -> Score:
    """Score one forecast of a log return against what came."""
    return Score(
        pinball=mean_pinball(forecast, outcome),
        crps=crps(forecast, outcome),
        pit=forecast.cdf(outcome),
        covered={
            percent: forecast.returns[LEVELS.index(low)]
            <= outcome
            <= forecast.returns[LEVELS.index(high)]
            for percent, low, high in INTERVALS
        },
        brier=brier(float(ratio_text(forecast.p_up())), outcome),
    )
