"""The dataset on a full hourly grid, and everything derived from it hour by hour.

Position i of a "cutoff" array is the cutoff at which the grid's hour i opens: it may
use hours 0 … i−1 and its outcome lies in hours i … i+h−1. There is one cutoff more
than there are hours. Missing hours are NaN. Each number depends on its own past only,
so that cutting off the future changes no bit of it.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from functions.domain.baseline import EWMA_DECAY
from functions.domain.errors import InsufficientData
from functions.domain.features import (
    CLOSE_WEIGHT,
    LAST_HOUR_MAX,
    LOG_HOURS,
    MOVE_HOURS,
    MOVE_MAX,
    PRESENT_SHARE_MIN,
    RECENT_HOURS,
    VARIANCE_HOURS,
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
    hourly_return: Floats
    """By hour, of the log close; NaN without two candles in a row."""
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

    def until(self, cutoff: int) -> "Panel":
        """What is known at a cutoff: the same numbers, and nothing of later hours."""
        return Panel(
            self.first_open_time,
            self.close[:cutoff],
            self.variance[:cutoff],
            self.hourly_return[:cutoff],
            self.ewma_variance[: cutoff + 1],
            self.readable[: cutoff + 1],
            self.hour_of_week[: cutoff + LONGEST_HORIZON_HOURS],
            self.high[:cutoff],
            self.low[:cutoff],
        )

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

    def deseasonalised(self, season: Season) -> Floats:
        """By hour: the variance over its hour-of-week factor."""
        return np.asarray(self.variance / self._factors(season))

    def features(self, season: Season) -> Floats:
        """By cutoff, (cutoffs, FEATURES): as in the domain, NaN where a window is empty."""
        relative = self.deseasonalised(season)
        moves = self.hourly_return / np.sqrt(self._factors(season))
        unit = np.sqrt(trailing_mean(relative, HOURS_A_WEEK)[0])
        logs = np.log(relative)
        return np.column_stack(
            [
                *(np.log(trailing_mean(relative, hours)[0]) for hours in VARIANCE_HOURS),
                *(trailing_mean(logs, hours)[0] for hours in LOG_HOURS),
                *(np.minimum(_net_moves(moves, hours) / unit, MOVE_MAX) for hours in MOVE_HOURS),
            ]
        )

    def last_hours(self, season: Season) -> Floats:
        """By cutoff, (cutoffs, LAST_HOUR_FEATURES): as in the domain, 0 where unknown."""
        relative = self.deseasonalised(season)
        moves = np.concatenate([[np.nan], self.hourly_return / np.sqrt(self._factors(season))])
        ratios = [
            moves / np.sqrt(trailing_mean(relative, hours)[0])
            for hours in (HOURS_A_WEEK, RECENT_HOURS)
        ]
        spread = self.high - self.low
        position = np.zeros(self.hours)
        np.divide(2.0 * self.close - self.high - self.low, spread, out=position, where=spread > 0.0)
        columns = np.column_stack([*ratios, np.concatenate([[np.nan], position])])
        return np.asarray(np.nan_to_num(np.clip(columns, -LAST_HOUR_MAX, LAST_HOUR_MAX)))

    def _factors(self, season: Season) -> Floats:
        return np.asarray(season.factors)[self.hour_of_week[: self.hours]]

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
    _, present = trailing_mean(variance, HOURS_A_WEEK)
    readable = present >= PRESENT_SHARE_MIN * HOURS_A_WEEK
    readable[1:] &= ~np.isnan(close)
    hourly_return = np.full(hours, np.nan)
    hourly_return[1:] = np.diff(np.log(close))
    ewma = _ewma_variance(hourly_return**2)
    return Panel(
        first,
        close,
        variance,
        hourly_return,
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


def _net_moves(moves: Floats, hours: int) -> Floats:
    """By cutoff: size of the mean return of the last hours, times the root of their number."""
    mean, count = trailing_mean(moves, hours)
    return np.where(count > 0.0, np.abs(mean) * math.sqrt(hours), 0.0)


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


def windowed(by_hour: Floats, decay: float) -> Floats:
    """By cutoff: the sum over a forecast's window of the present values × decay^(age − 1)."""
    kernel = decay ** np.arange(WINDOW_HOURS - 1)
    total = np.convolve(np.where(np.isnan(by_hour), 0.0, by_hour), kernel)[: len(by_hour)]
    return np.concatenate([[0.0], total])


def _ewma_variance(squared_return: Floats) -> Floats:
    weights = windowed(np.where(np.isnan(squared_return), np.nan, 1.0), EWMA_DECAY)
    variance = np.full(len(weights), np.nan)
    total = windowed(squared_return, EWMA_DECAY)
    np.divide(total, weights, out=variance, where=weights > 0.0)
    return np.asarray(np.maximum(variance, VARIANCE_MIN))


def _hours_of_week(first: int, hours: int) -> NDArray[np.int64]:
    opens = range(first, first + (hours + LONGEST_HORIZON_HOURS) * HOUR_S, HOUR_S)
    return np.array(
        [hour_of_week(datetime.fromtimestamp(second, UTC)) for second in opens],
        dtype=np.int64,
    )
