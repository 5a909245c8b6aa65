"""How sure a mean or a ratio of means is, when consecutive values depend on each other.

Sums over consecutive blocks, longer than forecasts overlap, are taken as independent (the
method of batch means); the ratio's error follows by the delta method.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from functions.domain.horizon import Horizon
from mlops.training.dataset import HOUR_S, Floats

BLOCK_HOURS_MIN = 24
BLOCKS_MIN = 8
"""With fewer independent blocks no interval is told."""

SCORE = 1.96
"""Of the 95 % interval."""


class Interval(NamedTuple):
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


class RunningRatio(NamedTuple):
    """Σ numerator / Σ denominator up to the end of each block; NaN bounds where too early."""

    until: NDArray[np.int64]
    """Seconds since 1970 UTC, by block."""
    value: Floats
    low: Floats
    high: Floats


def running_ratio(
    numerator: Floats, denominator: Floats, cutoffs: NDArray[np.int64], horizon: Horizon
) -> RunningRatio:
    """The ratio of means as it grew; a row a cutoff in, a row a block out. Not empty."""
    block_s = HOUR_S * max(BLOCK_HOURS_MIN, 2 * horizon.hours)
    blocks = (cutoffs - cutoffs[0]) // block_s
    number, place = np.unique(blocks, return_inverse=True)
    above = np.bincount(place, weights=numerator)
    below = np.bincount(place, weights=denominator)
    total = np.cumsum(below)
    ratio = np.divide(np.cumsum(above), total, out=np.full(len(total), np.nan), where=total > 0.0)
    squares = (
        np.cumsum(above * above)
        - 2.0 * ratio * np.cumsum(above * below)
        + ratio * ratio * np.cumsum(below * below)
    )
    count = np.arange(1, len(total) + 1)
    spread = SCORE * np.sqrt(np.maximum(squares, 0.0) * count / np.maximum(count - 1, 1))
    error = np.divide(spread, total, out=np.full(len(total), np.nan), where=total > 0.0)
    error[: BLOCKS_MIN - 1] = np.nan
    until = cutoffs[0] + (number + 1) * block_s
    return RunningRatio(until, ratio, ratio - error, ratio + error)


def ratio(
    numerator: Floats, denominator: Floats, cutoffs: NDArray[np.int64], horizon: Horizon
) -> Interval:
    """Σ numerator / Σ denominator over all cutoffs."""
    grown = running_ratio(numerator, denominator, cutoffs, horizon)
    return Interval(float(grown.value[-1]), float(grown.low[-1]), float(grown.high[-1]))


def mean(
    values: Floats | NDArray[np.bool_], cutoffs: NDArray[np.int64], horizon: Horizon
) -> Interval:
    """The mean over all cutoffs."""
    return ratio(values.astype(np.float64), np.ones(len(values)), cutoffs, horizon)
