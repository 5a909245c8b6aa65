"""Quantiles of samples, and what they cost."""

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr, ndtri

from functions.domain.distribution import LEVELS, Distribution
from functions.domain.scoring import PINBALL_LEVELS
from mlops.training.dataset import Floats

_SCORES = np.asarray(ndtri(LEVELS), np.float64)


def symmetric_quantiles(values: Floats, levels: tuple[float, ...], weights: Floats) -> Floats:
    """Weighted quantiles, at symmetric levels, of the values pooled with their negatives.

    The absolute values' quantile at 2p − 1 is the pooled quantile at p > ½. Each value
    stands at the middle of its weight (Hazen's definition, where all weigh the same).
    """
    middle, odd = divmod(len(levels), 2)
    sizes = np.abs(values)
    order = np.argsort(sizes, kind="stable")
    running = np.cumsum(weights[order])
    at = (running - 0.5 * weights[order]) / running[-1]
    upper = np.interp([2.0 * level - 1.0 for level in levels[middle + odd :]], at, sizes[order])
    return np.concatenate([-upper[::-1], np.zeros(odd), upper])


def p_above_zero(quantiles: Floats) -> Floats:
    """P(return > 0) of each row, as the domain's Distribution has it; quantiles (rows, LEVELS)."""
    last = len(LEVELS) - 2
    segment = np.clip((quantiles < 0.0).sum(axis=1) - 1, 0, last)
    rows = np.arange(len(quantiles))
    low, high = quantiles[rows, segment], quantiles[rows, segment + 1]
    slope = (high - low) / (_SCORES[segment + 1] - _SCORES[segment])
    sloped = (slope > 0.0) & (quantiles != 0.0).all(axis=1)
    at_zero = _SCORES[segment] - low / np.where(slope > 0.0, slope, 1.0)
    found = ndtr(-at_zero)
    for row in np.flatnonzero(~sloped):  # an atom may lie at 0
        found[row] = Distribution(floats(quantiles[row])).p_up()
    return np.asarray(found)


def pinball(quantiles: Floats, outcomes: Floats) -> Floats:
    """Mean pinball loss of each row over `PINBALL_LEVELS`; quantiles (rows, levels)."""
    levels = np.asarray(PINBALL_LEVELS)
    errors = outcomes[:, None] - quantiles
    return np.asarray(np.maximum(levels * errors, (levels - 1.0) * errors).mean(axis=1))


def floats(values: Sequence[float] | Floats) -> tuple[float, ...]:
    """Plain numbers, as parameters keep them."""
    return tuple(float(value) for value in values)
