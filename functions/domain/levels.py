"""How likely a price level is closed above, or touched on the way, from what is on record.

A close above L is read from the forecast distribution. A touch is read from the running
extreme: the highest high over the hours that open in [cutoff, target), as a log return from
the close at the cutoff, pooled with minus the lowest low. Its quantiles are interpolated in
the half-normal score, which by the reflection principle is exact for a driftless Brownian
motion: P(max ≥ x) = 2 P(end ≥ x).
"""

import math
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import NormalDist

from functions.domain.distribution import LEVELS, Distribution
from functions.domain.errors import InvalidInput
from functions.domain.horizon import Horizon

TOUCH_HORIZONS: tuple[Horizon, ...] = (Horizon.H1, Horizon.H4, Horizon.H24)
"""Where touches are claimed; at 7 days they are not."""

_NORMAL = NormalDist()
_HALF_NORMAL_SCORES = (0.0, *(_NORMAL.inv_cdf((1.0 + level) / 2.0) for level in LEVELS))


@dataclass(frozen=True, slots=True)
class RunningExtreme:
    """Quantiles at `LEVELS` of how far the price gets to one side, as a log return ≥ 0."""

    quantiles: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse crossing, negative, non-finite or miscounted quantiles."""
        if len(self.quantiles) != len(LEVELS):
            raise ValueError(f"{len(LEVELS)} quantiles needed, {len(self.quantiles)} given")
        if not all(math.isfinite(value) and value >= 0.0 for value in self.quantiles):
            raise ValueError("quantiles of a running extreme are finite and at least 0")
        if any(low > high for low, high in pairwise(self.quantiles)):
            raise ValueError("quantiles must not cross")

    def scaled(self, volatility: float) -> "RunningExtreme":
        """The extreme of a price so many times as volatile."""
        return RunningExtreme(tuple(volatility * value for value in self.quantiles))

    def p_reached(self, distance: float) -> float:
        """P(extreme ≥ distance): 1 at 0 and below, falling to 0."""
        if distance <= 0.0:
            return 1.0
        ends = (0.0, *self.quantiles)
        above = min(bisect_left(ends, distance), len(ends) - 1)
        low, high = ends[above - 1], ends[above]
        if low == high:  # beyond a flat end lies nothing
            return 0.0
        z_low, z_high = _HALF_NORMAL_SCORES[above - 1], _HALF_NORMAL_SCORES[above]
        score = z_low + (z_high - z_low) * (distance - low) / (high - low)
        return 2.0 * _NORMAL.cdf(-score)

    def p_most(self) -> float:
        """The largest P(extreme ≥ distance) of any distance above 0; of closes it knows nothing.

        Less than 1 where so many past extremes were none that quantiles are 0.
        """
        none = self.quantiles.count(0.0)
        if none == len(LEVELS):
            return 0.0
        return 1.0 if none == 0 else 1.0 - LEVELS[none - 1]


@dataclass(frozen=True, slots=True)
class LevelProbabilities:
    """What is said of one level; `p_touch` is None where no touch is claimed."""

    p_close_above: float
    p_touch: float | None


def level_probabilities(
    forecast: Distribution,
    extreme: RunningExtreme | None,
    reference_price: Decimal,
    level: Decimal,
) -> LevelProbabilities:
    """P(close at target above the level) and P(level touched in [cutoff, target)).

    Prices in USD. A touch is never less likely than a close beyond the level, and certain
    at the reference price itself. Raises InvalidInput for a level that is no price.
    """
    if not (level.is_finite() and level > 0):
        raise InvalidInput(f"price: a level is a price in USD above 0, not {level}")
    log_return = float(level.ln() - reference_price.ln())
    above = 1.0 - forecast.cdf(log_return)
    if extreme is None:
        return LevelProbabilities(above, None)
    return LevelProbabilities(above, p_touch(forecast, extreme, log_return))


def p_touch(forecast: Distribution, extreme: RunningExtreme, log_return: float) -> float:
    """P(a level at that log return from the reference price is touched); 1 at 0."""
    if log_return == 0.0:
        return 1.0
    below = forecast.cdf(log_return)
    beyond = 1.0 - below if log_return > 0.0 else below
    return max(extreme.p_reached(abs(log_return)), beyond)
