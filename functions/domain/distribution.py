"""A forecast distribution of a log return, given by its quantiles.

Between the published levels the quantile function is linear in the normal score
z = Φ⁻¹(p), and continues with the outermost slopes: exact for a normal, smooth in
the tails, and with closed forms for CDF, mean and expected price.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from statistics import NormalDist

LEVELS: tuple[float, ...] = (
    0.01, 0.025, 0.05, 0.10, 0.20, 0.25, 0.30, 0.40, 0.50,
    0.60, 0.70, 0.75, 0.80, 0.90, 0.95, 0.975, 0.99,
)  # fmt: skip
"""The published quantile levels."""

_NORMAL = NormalDist()
_SCORES = tuple(_NORMAL.inv_cdf(level) for level in LEVELS)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Quantiles of a log return at `LEVELS`, non-decreasing and finite."""

    returns: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse crossing, non-finite or miscounted quantiles."""
        if len(self.returns) != len(LEVELS):
            raise ValueError(f"{len(LEVELS)} quantiles needed, {len(self.returns)} given")
        if not all(math.isfinite(value) for value in self.returns):
            raise ValueError("quantiles must be finite")
        if any(low > high for low, high in zip(self.returns, self.returns[1:], strict=False)):
            raise ValueError("quantiles must not cross")

    def quantile(self, level: float) -> float:
        """The log return not exceeded with probability `level` (0 < level < 1)."""
        score = _NORMAL.inv_cdf(level)
        segment = min(max(bisect_right(_SCORES, score) - 1, 0), len(_SCORES) - 2)
        intercept, slope = self._line(segment)
        return intercept + slope * score

    def cdf(self, log_return: float) -> float:
        """P(return ≤ log_return); the middle of the jump where the distribution has an atom."""
        if self.returns[0] == self.returns[-1]:
            return 0.5 if log_return == self.returns[0] else float(log_return > self.returns[0])
        return (self._cdf_from(log_return, left=True) + self._cdf_from(log_return, left=False)) / 2

    def p_up(self) -> float:
        """P(return > 0)."""
        return 1.0 - self.cdf(0.0)

    def mean(self) -> float:
        """E[return], in closed form."""
        total = 0.0
        for low, high, intercept, slope in self._segments():
            total += intercept * (_cdf(high) - _cdf(low)) - slope * (_pdf(high) - _pdf(low))
        return total

    def mean_growth(self) -> float:
        """E[exp(return)]: expected price over reference price, in closed form."""
        total = 0.0
        for low, high, intercept, slope in self._segments():
            mass = _cdf(high - slope) - _cdf(low - slope)
            total += math.exp(intercept + slope * slope / 2) * mass
        return total

    def _segments(self) -> list[tuple[float, float, float, float]]:
        last = len(_SCORES) - 2
        return [
            (
                -math.inf if segment == 0 else _SCORES[segment],
                math.inf if segment == last else _SCORES[segment + 1],
                *self._line(segment),
            )
            for segment in range(last + 1)
        ]

    def _line(self, segment: int) -> tuple[float, float]:
        z_low, z_high = _SCORES[segment], _SCORES[segment + 1]
        q_low, q_high = self.returns[segment], self.returns[segment + 1]
        slope = (q_high - q_low) / (z_high - z_low)
        return q_low - slope * z_low, slope

    def _cdf_from(self, log_return: float, *, left: bool) -> float:
        """The CDF's limit from the left, or its value, at a point."""
        at_or_below = [q < log_return if left else q <= log_return for q in self.returns]
        segment = min(max(sum(at_or_below) - 1, 0), len(_SCORES) - 2)
        intercept, slope = self._line(segment)
        if slope == 0.0:  # only a flat end can be met here: no mass lies beyond it
            return float(segment > 0)
        return _cdf((log_return - intercept) / slope)


def _cdf(score: float) -> float:
    if math.isinf(score):
        return float(score > 0)
    return _NORMAL.cdf(score)


def _pdf(score: float) -> float:
    return 0.0 if math.isinf(score) else _NORMAL.pdf(score)
