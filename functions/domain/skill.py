"""What a record of losses proves: intervals and tests that know that neighbours are alike.

Consecutive forecasts overlap and calm weeks follow calm weeks, so that n losses tell less
than n. Intervals come from a circular block bootstrap (Politis & Romano 1992), whose blocks
keep neighbours together; comparisons from the test of Diebold & Mariano (1995).

Everything is a ratio of two sums over units (hours, days): losses over counts is a mean,
model's losses over baseline's a pinball ratio, hits over counts a coverage.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from statistics import NormalDist

from functions.domain.dependence import block_length, effective_size, is_constant, long_run_variance
from functions.domain.errors import InvalidInput
from functions.domain.student_t import critical, exceedance

CONFIDENCE = 0.95
RESAMPLES = 999
BLOCKS_MIN = 8
"""Fewer blocks than this say nothing of how much blocks differ."""
BLOCKS_MAX = 200
"""More would cost time and no longer narrow the interval."""
UNITS_MIN = 32
"""The fewest that hold so many blocks of the cube root of their number."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Interval:
    """A value, where it lies with 95 % confidence, and what stands behind it.

    `effective_size` is the number of independent units that would tell as much, `block` the
    units in a block, `units` all of them.
    """

    value: float
    low: float
    high: float
    effective_size: float
    block: int
    units: int

    def complement(self) -> "Interval":
        """The interval of 1 - value: the skill that belongs to a ratio of losses."""
        low, high = 1.0 - self.high, 1.0 - self.low
        return Interval(1.0 - self.value, low, high, self.effective_size, self.block, self.units)


@dataclass(frozen=True, slots=True)
class DieboldMariano:
    """A test of equal expected loss; a negative statistic favours the first forecaster."""

    statistic: float
    p_value: float
    lag: int


def mean_interval(values: Sequence[float], overlap: int = 1) -> Interval | None:
    """The interval of a mean; arguments as in `ratio_interval`."""
    return ratio_interval(values, [1.0] * len(values), overlap)


def skill_interval(
    losses: Sequence[float], reference: Sequence[float], overlap: int = 1
) -> Interval | None:
    """The interval of 1 - Σ losses / Σ reference: Brier skill, or any; above 0 is better."""
    ratio = ratio_interval(losses, reference, overlap)
    return ratio and ratio.complement()


def ratio_interval(
    numerators: Sequence[float], denominators: Sequence[float], overlap: int = 1
) -> Interval | None:
    """The interval of Σ numerators / Σ denominators; None while it cannot be told.

    One pair a unit, oldest first; a unit is an hour, or a day's sums. A pair may be left out
    where there was no forecast. `overlap` is how many neighbouring units share an outcome; a
    block holds twice as many at least, and more where the data ask for it
    (`block_length`). Percentiles of 999 resamples, widened for few blocks as Student's t is
    (Hesterberg 2015, the expanded percentile interval). The seed is fixed.

    Raises InvalidInput where the two do not match, are not finite, or a denominator is below 0.
    """
    _refuse(numerators, denominators, overlap)
    n, total = len(numerators), math.fsum(denominators)
    if n < UNITS_MIN or total == 0:
        return None
    value = math.fsum(numerators) / total
    residuals = [a - value * b for a, b in zip(numerators, denominators, strict=True)]
    # What never varied (sixty hits of sixty) has not shown how much it may: that is no certainty.
    if max(map(abs, residuals)) <= 1e-12 * max(map(abs, numerators)):
        return None
    block = block_length(residuals, max(_block_min(overlap), -(-n // BLOCKS_MAX)))
    blocks = n // block
    if blocks < BLOCKS_MIN:
        return None
    ratios = sorted(_resampled(numerators, denominators, block))
    tail = _tail(blocks)
    return Interval(
        value,
        _quantile(ratios, tail),
        _quantile(ratios, 1 - tail),
        effective_size(residuals, block),
        block,
        n,
    )


def diebold_mariano(
    losses: Sequence[float], reference: Sequence[float], overlap: int = 1
) -> DieboldMariano | None:
    """Whether two forecasters' losses differ, one pair a unit; None while it cannot be told.

    The variance is HAC by Bartlett's weights up to the lag that the bootstrap's blocks have,
    never below the overlap less one; statistic and degrees of freedom are corrected for small
    samples as Harvey, Leybourne & Newbold (1997) do.

    Raises InvalidInput as `ratio_interval` does.
    """
    _refuse(losses, reference, overlap)
    n = len(losses)
    differences = [a - b for a, b in zip(losses, reference, strict=True)]
    if n < UNITS_MIN or is_constant(differences):
        return None
    lag = block_length(differences, _block_min(overlap))
    if n < BLOCKS_MIN * lag:
        return None
    steps = lag + 1
    correction = (n + 1 - 2 * steps + steps * (steps - 1) / n) / n
    mean = math.fsum(differences) / n
    deviation = math.sqrt(long_run_variance(differences, lag) / n)
    statistic = mean / deviation * math.sqrt(correction)
    return DieboldMariano(statistic, exceedance(statistic, n - 1), lag)


def _refuse(first: Sequence[float], second: Sequence[float], overlap: int) -> None:
    if len(first) != len(second):
        raise InvalidInput(f"{len(first)} values cannot be paired with {len(second)}; give as many")
    if overlap < 1:
        raise InvalidInput(f"the overlap is at least one unit, not {overlap}")
    if not (all(map(math.isfinite, first)) and all(map(math.isfinite, second))):
        raise InvalidInput("losses are finite numbers; leave out the units that have none")
    if min(second, default=0.0) < 0:
        raise InvalidInput("what losses are divided by is never below zero")


def _block_min(overlap: int) -> int:
    return 1 if overlap == 1 else 2 * overlap


def _resampled(
    numerators: Sequence[float], denominators: Sequence[float], block: int
) -> list[float]:
    """The ratio in each resample; as many blocks as fill the series, wrapped around its end."""
    above, below = _block_sums(numerators, block), _block_sums(denominators, block)
    ratios = []
    for chosen in _draws(len(above), block):
        divisor = sum(chosen(below))
        if divisor > 0:
            ratios.append(sum(chosen(above)) / divisor)
    return ratios


@lru_cache(maxsize=4)
def _draws(units: int, block: int) -> tuple[Callable[[Sequence[float]], tuple[float, ...]], ...]:
    """For each resample, what takes its blocks out of all; the same for every figure."""
    draw = random.Random(units)  # noqa: S311 - a seed of the data's size, no secret
    starts, picks = range(units), -(-units // block)
    return tuple(itemgetter(*draw.choices(starts, k=picks)) for _ in range(RESAMPLES))


def _block_sums(values: Sequence[float], block: int) -> list[float]:
    """The sum of each block that starts at a unit, around the end."""
    sums = list(accumulate([*values, *values[: block - 1]], initial=0.0))
    return [high - low for low, high in zip(sums, sums[block:], strict=False)]


def _tail(blocks: int) -> float:
    """The share cut off at each end, less where there are few blocks."""
    wide = critical(1 - CONFIDENCE, blocks - 1) * math.sqrt(blocks / (blocks - 1))
    return _NORMAL.cdf(-wide)


def _quantile(ordered: Sequence[float], level: float) -> float:
    """By linear interpolation between order statistics at level (n + 1)."""
    at = min(max(level * (len(ordered) + 1) - 1, 0.0), len(ordered) - 1.0)
    below = min(int(at), len(ordered) - 2)
    return ordered[below] + (at - below) * (ordered[below + 1] - ordered[below])
