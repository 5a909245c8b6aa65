"""Quantiles of samples, and what they cost."""

from collections.abc import Sequence

import numpy as np

from functions.domain.scoring import PINBALL_LEVELS
from mlops.training.dataset import Floats


def symmetric_quantiles(values: Floats, levels: tuple[float, ...]) -> Floats:
    """Quantiles, at symmetric levels, of the values pooled with their negatives.

    The absolute values' quantile at 2p − 1 is the pooled quantile at p > ½.
    """
    middle, odd = divmod(len(levels), 2)
    upper = np.quantile(np.abs(values), [2.0 * level - 1.0 for level in levels[middle + odd :]])
    return np.concatenate([-upper[::-1], np.zeros(odd), upper])


def pinball(quantiles: Floats, outcomes: Floats) -> Floats:
    """Mean pinball loss of each row over `PINBALL_LEVELS`; quantiles (rows, levels)."""
    levels = np.asarray(PINBALL_LEVELS)
    errors = outcomes[:, None] - quantiles
    return np.asarray(np.maximum(levels * errors, (levels - 1.0) * errors).mean(axis=1))


def floats(values: Sequence[float] | Floats) -> tuple[float, ...]:
    """Plain numbers, as parameters keep them."""
    return tuple(float(value) for value in values)
