"""Student's t, for means of few values. Two-sided throughout."""

import math

_TERMS_MAX = 500
_TINY = 1e-300


def exceedance(statistic: float, freedom: float) -> float:
    """P(|t| ≥ |statistic|) with so many degrees of freedom.

    >>> round(exceedance(2.228, 10), 4)
    0.05
    """
    return _incomplete_beta(freedom / 2, freedom / (freedom + statistic * statistic))


def critical(level: float, freedom: float) -> float:
    """The |t| that is exceeded with probability `level` (0 < level < 1).

    >>> round(critical(0.05, 10), 3)
    2.228
    """
    low, high = 0.0, 1.0
    while exceedance(high, freedom) > level:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if exceedance(middle, freedom) > level else (low, middle)
    return (low + high) / 2


def _incomplete_beta(a: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, 1/2) (DLMF 8.17.22)."""
    b = 0.5
    if x in (0.0, 1.0):
        return x
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, 1.0 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of I_x(a, b), by Lentz's method."""
    c, d = 1.0, 1.0 / _nonzero(1.0 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, _TERMS_MAX):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _nonzero(1.0 + term * d)
            c = _nonzero(1.0 + term / c)
            total *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return total


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
