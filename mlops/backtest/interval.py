"""How sure a figure of a backtest is, as the record tells it (functions.domain.skill).

The unit is the UTC day of the cutoff there and here, so that both tell one interval of one
series of losses.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from functions.documents.skill import overlap_days
from functions.domain import skill
from functions.domain.horizon import Horizon
from mlops.training.dataset import HOUR_S, Floats

DAY_S = 24 * HOUR_S


class Estimate(NamedTuple):
    """A value and its 95 % interval, whose ends are NaN where it cannot be told yet."""

    value: float
    low: float
    high: float


class Days(NamedTuple):
    """Sums by day of cutoffs, oldest first; days without a cutoff are left out."""

    until: NDArray[np.int64]
    """Where each day ends, in seconds since 1970 UTC."""
    numerator: Floats
    denominator: Floats
    overlap: int
    """How many days in a row share an outcome."""

    def estimate(self, days: int | None = None) -> Estimate:
        """Σ numerator / Σ denominator over the first `days`, or all; NaN where that is none."""
        above, below = self.numerator[:days].tolist(), self.denominator[:days].tolist()
        told = skill.ratio_interval(above, below, self.overlap)
        if told is not None:
            return Estimate(told.value, told.low, told.high)
        total = sum(below)
        return Estimate(sum(above) / total if total else np.nan, np.nan, np.nan)

    def p_value(self) -> float:
        """Of equal expected sums (Diebold & Mariano 1995), two-sided; NaN where not told."""
        test = skill.diebold_mariano(
            self.numerator.tolist(), self.denominator.tolist(), self.overlap
        )
        return np.nan if test is None else test.p_value


def by_day(
    numerator: Floats | NDArray[np.bool_],
    denominator: Floats,
    cutoffs: NDArray[np.int64],
    horizon: Horizon,
) -> Days:
    """What is divided and what by, a row a cutoff (seconds since 1970 UTC)."""
    days, place = np.unique(cutoffs // DAY_S, return_inverse=True)
    above, below = (
        np.asarray(np.bincount(place, weights=one), np.float64) for one in (numerator, denominator)
    )
    return Days((days + 1) * DAY_S, above, below, overlap_days(horizon))


def mean(
    values: Floats | NDArray[np.bool_], cutoffs: NDArray[np.int64], horizon: Horizon
) -> Estimate:
    """The mean over all cutoffs."""
    return by_day(values, np.ones(len(values)), cutoffs, horizon).estimate()
