"""How much a series repeats itself, and so how much it tells.

Values stand in the order of their time, one a unit (an hour, a day). Units that are missing
are left out: their neighbours close up.
"""

import math
from collections.abc import Sequence
from itertools import accumulate, islice
from operator import mul


def autocovariance(centred: Sequence[float], lag: int) -> float:
    """Autocovariance at a lag of a series whose mean was taken off (divided by n)."""
    return float(sum(map(mul, centred, islice(centred, lag, None)))) / len(centred)


def centred(values: Sequence[float]) -> list[float]:
    """The values less their mean."""
    mean = math.fsum(values) / len(values)
    return [value - mean for value in values]


def is_constant(values: Sequence[float]) -> bool:
    """Whether nothing but rounding tells the values apart."""
    scale = max(map(abs, values))
    return max(values) - min(values) <= 1e-12 * scale


def block_length(values: Sequence[float], least: int = 1) -> int:
    """Units a block of the circular bootstrap should hold (Politis & White 2004).

    With the correction of Patton, Politis & White (2009). Never shorter than n^(1/3), which
    weak dependence that no single lag shows asks for, nor than `least`, the overlap that is
    known; never longer than min(3 √n, n/3) where `least` allows it.
    """
    n = len(values)
    least = max(least, math.ceil(math.cbrt(n) - 1e-9))
    longest = min(math.ceil(3 * math.sqrt(n)), n // 3)
    if n < 4 or is_constant(values):
        return least
    series = centred(values)
    variance = autocovariance(series, 0)
    lags = _significant_lags(series, variance)
    weights = [(lag, _flat_top(lag / (2 * lags))) for lag in range(1, 2 * lags + 1) if lag < n]
    covariances = [autocovariance(series, lag) for lag, _ in weights]
    spectrum = variance + 2 * sum(w * r for (_, w), r in zip(weights, covariances, strict=True))
    slope = 2 * sum(w * lag * r for (lag, w), r in zip(weights, covariances, strict=True))
    if spectrum <= 0:
        return max(least, longest)
    best = math.cbrt(1.5 * n * (slope / spectrum) ** 2)
    return max(least, min(longest, math.ceil(best)))


def long_run_variance(values: Sequence[float], lag: int) -> float:
    """Variance of the mean, times n, by Bartlett's weights up to `lag` (Newey & West 1987).

    Those weights are what the squared sums of all windows of lag + 1 values come to.
    """
    width = lag + 1
    none = [0.0] * lag
    sums = list(accumulate([*none, *centred(values), *none], initial=0.0))
    windows = (high - low for low, high in zip(sums, islice(sums, width, None), strict=False))
    return sum(window * window for window in windows) / (width * len(values))


def effective_size(values: Sequence[float], lag: int) -> float:
    """Independent values that would tell as much of the mean: n / (1 + 2 Σ ρ), at most n.

    The autocorrelations are summed up to `lag` with Bartlett's weights.
    """
    n = len(values)
    if n < 2 or is_constant(values):
        return float(n)
    return n / max(1.0, long_run_variance(values, lag) / long_run_variance(values, 0))


def _significant_lags(series: Sequence[float], variance: float) -> int:
    """The lag after which several autocorrelations in a row are within chance; 1 at least."""
    n = len(series)
    in_a_row = max(5, math.ceil(math.sqrt(math.log10(n))))
    bound = 2 * math.sqrt(math.log10(n) / n) * variance
    farthest = min(math.ceil(math.sqrt(n)) + in_a_row, n - 1)
    last = 0
    for lag in range(1, farthest + 1):
        if abs(autocovariance(series, lag)) > bound:
            last = lag
        elif lag - last >= in_a_row:
            break
    return max(last, 1)


def _flat_top(share: float) -> float:
    return 1.0 if share <= 0.5 else 2 * (1 - share)
