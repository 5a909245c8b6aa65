"""Quantiles of samples, and what they cost."""

from collections.abc import Sequence

import numpy as np

from functions.domain.scoring import PINBALL_LEVELS
from mlops.training.dataset import Floats


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


def pinball(quantiles: Floats, outcomes: Floats) -> Floats:
    """Mean pinball loss of each row over `PINBALL_LEVELS`; quantiles (rows, levels)."""
    levels = np.asarray(PINBALL_LEVELS)
    errors = outcomes[:, None] - quantiles
    return np.asarray(np.maximum(levels * errors, (levels - 1.0) * errors).mean(axis=1))


def floats(values: Sequence[float] | Floats) -> tuple[float, ...]:
    """Plain numbers, as parameters keep them."""
    return tuple(float(value) for value in values)
