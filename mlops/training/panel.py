"""The dataset on a full hourly grid, and everything derived from it hour by hour.

Position i of a "cutoff" array is the cutoff at which the grid's hour i opens: it may
use hours 0 … i−1 and its outcome lies in hours i … i+h−1. There is one cutoff more
than there are hours. Missing hours are NaN. Each number depends on its own past only,
so that cutting off the future changes no bit of it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from functions.domain.baseline import EWMA_DECAY
from functions.domain.errors import InsufficientData
from functions.domain.features import (
    CLOSE_WEIGHT,
    FEATURE_HOURS,
    PRESENT_SHARE_MIN,
    VARIANCE_MIN,
    WINDOW_HOURS,
)
from functions.domain.horizon import Horizon
from functions.domain.season import HOURS_A_WEEK, Season, hour_of_week
from mlops.training.dataset import HOUR_S, Dataset, Floats

LONGEST_HORIZON_HOURS = max(horizon.hours for horizon in Horizon)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """What does not depend on the season; `hours` of the grid, `hours + 1` cutoffs."""

    first_open_time: int
    """Seconds since 1970 UTC."""
    close: Floats
    """By hour, USD."""
    variance: Floats
    """By hour, Garman–Klass, floored."""
    ewma_variance: Floats
    """By cutoff, as in the domain's baseline."""
    readable: NDArray[np.bool_]
    """By cutoff: whether the domain would forecast there."""
    hour_of_week: NDArray[np.int64]
    """By hour, as far past the grid as the longest horizon reaches."""
    high: Floats
    """By hour, USD."""
    low: Floats
    """By hour, USD."""

    @property
    def hours(self) -> int:
        """Length of the grid."""
        return len(self.close)

    def cutoff(self, instant: datetime) -> int:
        """The position of the first cutoff at or after the instant."""
        return -((self.first_open_time - int(instant.timestamp())) // HOUR_S)

    def instant(self, cutoff: int) -> datetime:
        """The instant of a cutoff's position."""
        return datetime.fromtimestamp(self.first_open_time + cutoff * HOUR_S, UTC)

    def returns(self, horizon: Horizon) -> Floats:
        """By cutoff: the log return over the coming horizon, NaN where unknown."""
        log_close = np.log(np.concatenate([[np.nan], self.close]))
        ahead = np.full(self.hours + 1, np.nan)
        ahead[: -horizon.hours] = log_close[horizon.hours :] - log_close[: -horizon.hours]
        return ahead

    def features(self, season: Season) -> Floats:
        """By cutoff, (cutoffs, features): as in the domain, NaN where a window is empty."""
        relative = self.variance / np.asarray(season.factors)[self.hour_of_week[: self.hours]]
        means = [trailing_mean(relative, hours)[0] for hours in FEATURE_HOURS]
        return np.log(np.column_stack(means))

    def log_season_totals(self, season: Season, horizon: Horizon) -> Floats:
        """By cutoff: the log of the summed season factors of the coming hours."""
        factors = np.asarray(season.factors)[self.hour_of_week]
        running = np.concatenate([[0.0], np.cumsum(factors)])
        cutoffs = np.arange(self.hours + 1)
        return np.asarray(np.log(running[cutoffs + horizon.hours] - running[cutoffs]))

    def log_realised_variances(self, horizon: Horizon) -> Floats:
        """By cutoff: the log of the variance that came over the horizon.

        Missing hours count as the mean of the others; NaN where a tenth is missing.
        """
        mean, count = trailing_mean(self.variance, horizon.hours)
        mean = np.where(count >= PRESENT_SHARE_MIN * horizon.hours, mean, np.nan)
        ahead = np.full(self.hours + 1, np.nan)
        ahead[: -horizon.hours] = np.log(mean[horizon.hours :] * horizon.hours)
        return ahead


def panel(dataset: Dataset) -> Panel:
    """The dataset's panel; InsufficientData below one readable window of hours."""
    if len(dataset) < HOURS_A_WEEK:
        raise InsufficientData(f"{len(dataset)} hours given; a week of {HOURS_A_WEEK} is needed")
    first = int(dataset.open_time[0])
    positions = (dataset.open_time - first) // HOUR_S
    hours = int(positions[-1]) + 1
    log_range = np.log(dataset.high / dataset.low)
    log_return = np.log(dataset.close / dataset.open)
    variance = np.full(hours, np.nan)
    variance[positions] = np.maximum(
        0.5 * log_range * log_range - CLOSE_WEIGHT * log_return * log_return,
        VARIANCE_MIN,
    )
    close, high, low = (np.full(hours, np.nan) for _ in range(3))
    close[positions], high[positions], low[positions] = dataset.close, dataset.high, dataset.low
    _, present = trailing_mean(variance, FEATURE_HOURS[-1])
    readable = present >= PRESENT_SHARE_MIN * FEATURE_HOURS[-1]
    readable[1:] &= ~np.isnan(close)
    ewma = _ewma_variance(close)
    return Panel(
        first,
        close,
        variance,
        ewma,
        readable & ~np.isnan(ewma),
        _hours_of_week(first, hours),
        high,
        low,
    )


def trailing_mean(by_hour: Floats, hours: int) -> tuple[Floats, Floats]:
    """By cutoff: (mean of the present values of the last `hours` hours, their count)."""
    present = ~np.isnan(by_hour)
    total = _trailing_sum(np.where(present, by_hour, 0.0), hours)
    count = _trailing_sum(present.astype(np.float64), hours)
    mean = np.full(len(total), np.nan)
    np.divide(total, count, out=mean, where=count > 0.0)
    return mean, count


def _trailing_sum(by_hour: Floats, hours: int) -> Floats:
    """Sums from within blocks of `hours`: exact to rounding even after a huge value."""
    blocks = -(-len(by_hour) // hours) + 1
    padded = np.zeros(blocks * hours)
    padded[: len(by_hour)] = by_hour
    table = padded.reshape(blocks, hours)
    from_left = np.cumsum(table, axis=1).ravel()
    from_right = np.cumsum(table[:, ::-1], axis=1)[:, ::-1].ravel()
    sums = np.zeros(len(by_hour) + 1)
    last = np.arange(len(by_hour))
    first = last - hours + 1
    whole = last % hours == hours - 1
    sums[1:] = from_left[last]
    straddling = ~whole & (first > 0)
    sums[1:][straddling] += from_right[first[straddling]]
    return sums


def _ewma_variance(close: Floats) -> Floats:
    squared = np.diff(np.log(close)) ** 2
    present = ~np.isnan(squared)
    kernel = EWMA_DECAY ** np.arange(WINDOW_HOURS - 1)
    total = np.convolve(np.where(present, squared, 0.0), kernel)[: len(squared)]
    weights = np.convolve(present.astype(np.float64), kernel)[: len(squared)]
    variance = np.full(len(close) + 1, np.nan)
    np.divide(total, weights, out=variance[2:], where=weights > 0.0)
    return np.asarray(np.maximum(variance, VARIANCE_MIN))


def _hours_of_week(first: int, hours: int) -> NDArray[np.int64]:
    opens = range(first, first + (hours + LONGEST_HORIZON_HOURS) * HOUR_S, HOUR_S)
    return np.array(
        [hour_of_week(datetime.fromtimestamp(second, UTC)) for second in opens],
        dtype=np.int64,
    )
