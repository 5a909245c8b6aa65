"""What every forecast of a walk-forward is asked, as every scored one on record is.

See functions.domain.chances: the PIT tells which prices of `CHANCES` were closed above, the
chances given to the farthest prices which were touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.domain.chances import closed_above, touchable, touched
from functions.domain.distribution import Distribution
from functions.domain.horizon import Horizon
from functions.domain.levels import RunningExtreme, p_touch
from mlops.training.dataset import HOUR_S, Floats
from mlops.training.extremes import running_extremes
from mlops.training.panel import Panel

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One horizon's forecasts whose hours are all known: a row a cutoff, a column a chance."""

    cutoffs: NDArray[np.int64]
    """Seconds since 1970 UTC."""
    closed_above: Flags
    touchable: Flags
    """Whether there was a price with that chance to be touched."""
    touched_above: Flags
    touched_below: Flags


def ask(
    panel: Panel,
    horizon: Horizon,
    cutoffs: NDArray[np.int64],
    quantiles: Floats,
    extremes: Sequence[RunningExtreme],
) -> Asked:
    """The forecasts made at `cutoffs`, (cutoffs, LEVELS) quantiles and a running extreme each."""
    up, down = (side[cutoffs] for side in running_extremes(panel, horizon))
    outcomes = panel.returns(horizon)[cutoffs]
    known = np.flatnonzero(~np.isnan(up) & ~np.isnan(outcomes))
    closed, there, above, below = [], [], [], []
    for row in map(int, known):
        forecast = Distribution(tuple(map(float, quantiles[row])))
        closed.append(closed_above(forecast.cdf(float(outcomes[row]))))
        there.append(touchable(extremes[row].p_most()))
        above.append(touched(p_touch(forecast, extremes[row], float(up[row]))))
        below.append(touched(p_touch(forecast, extremes[row], -float(down[row]))))
    seconds = panel.first_open_time + cutoffs[known] * HOUR_S
    return Asked(seconds, np.array(closed), *(np.array(one) for one in (there, above, below)))


def joined(parts: Sequence[Asked]) -> Asked:
    """Periods that follow each other; those without a forecast say nothing."""
    some = [part for part in parts if len(part.cutoffs)]
    return Asked(
        np.concatenate([part.cutoffs for part in some]),
        np.concatenate([part.closed_above for part in some]),
        np.concatenate([part.touchable for part in some]),
        np.concatenate([part.touched_above for part in some]),
        np.concatenate([part.touched_below for part in some]),
    )
