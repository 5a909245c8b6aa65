"""What the model sees at a cutoff: past deseasonalised variance, and how far the price has moved.

Corsi (2009), A Simple Approximate Long-Memory Model of Realized Volatility, for the
cascade of windows; Garman & Klass (1980), On the Estimation of Security Price
Volatilities from Historical Data, for the variance of one candle. A net move says what
ranges do not: whether the hours went one way.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from functions.domain.candle import Candle
from functions.domain.errors import InsufficientData
from functions.domain.season import HOURS_A_WEEK, Season
from functions.domain.units import HOUR, instant_text

WINDOW_HOURS = 336
"""How many hours before the cutoff a forecast and its baselines read."""

VARIANCE_HOURS: tuple[int, ...] = (1, 3, 6, 24, 72, 168, 336)
"""Windows, in hours, of the logarithm of the mean variance."""

LOG_HOURS: tuple[int, ...] = (6, 24, 168, 336)
"""Windows of the mean logarithm, which one violent hour hardly moves."""

MOVE_HOURS: tuple[int, ...] = (1, 6, 24, 168)
"""Windows of the net move, in units of the volatility of the last week."""

RECENT_HOURS = 6
"""The shorter of the two volatilities that the last hour's return is measured in."""

MOVE_MAX = 4.0
"""Net moves count no further: training has hardly seen larger ones."""

LAST_HOUR_MAX = 3.0
"""How far the last hour's return counts, in volatilities."""

LAST_HOUR_FEATURES = 3
"""What the centre reads: the last hour's return twice, and where in its range it closed."""

FEATURES = len(VARIANCE_HOURS) + len(LOG_HOURS) + len(MOVE_HOURS)

PRESENT_SHARE_MIN = 0.9
"""The share of the last week's candles without which there is no forecast."""

VARIANCE_MIN = 1e-8
"""Floor of an hour's variance, one basis point squared: a flat hour has no logarithm."""

CLOSE_WEIGHT = 2.0 * math.log(2.0) - 1.0
"""Garman and Klass's weight of the squared open-to-close return."""


class _Hour(NamedTuple):
    """One candle of the window, deseasonalised.

    `move` is its log return from the hour before; `position` says where in its range it
    closed, from −1 (the low) to 1.
    """

    age: int
    variance: float
    move: float | None
    position: float


def garman_klass(candle: Candle) -> float:
    """Garman–Klass variance of one hour's log return, at least `VARIANCE_MIN`."""
    log_range = math.log(float(candle.high) / float(candle.low))
    log_return = math.log(float(candle.close) / float(candle.open))
    variance = 0.5 * log_range * log_range - CLOSE_WEIGHT * log_return * log_return
    return max(variance, VARIANCE_MIN)


class Features(NamedTuple):
    """`FEATURES` numbers for the volatility, `LAST_HOUR_FEATURES` for the centre."""

    volatility: tuple[float, ...]
    last_hour: tuple[float, ...]


def features(window: Sequence[Candle], cutoff: datetime, season: Season) -> Features:
    """For the volatility logs of mean variances, means of logs and net moves.

    For the centre the last hour's return in units of the week's volatility and of six
    hours', and its position. Candles ascend; those that close after the cutoff or too long
    before it are not read. Missing hours are left out of the means; a net move without any
    return is 0. Raises InsufficientData where the candle that closes at the cutoff, or a
    tenth of the last week, is missing.
    """
    hours = list(_deseasonalised(window, cutoff, season))
    week = [hour for hour in hours if hour.age <= HOURS_A_WEEK]
    needed = math.ceil(PRESENT_SHARE_MIN * HOURS_A_WEEK)
    if len(week) < needed:
        raise InsufficientData(
            f"{len(week)} of the {HOURS_A_WEEK} candles before {instant_text(cutoff)}"
            f" are there; a forecast needs {needed}"
        )
    if week[-1].age != 1:
        raise InsufficientData(f"the candle that closes at {instant_text(cutoff)} is missing")
    unit = math.sqrt(_mean([hour.variance for hour in week]))
    last = week[-1]
    recently = math.sqrt(_mean([hour.variance for hour in hours if hour.age <= RECENT_HOURS]))
    move = last.move or 0.0
    volatility = (
        *(
            math.log(_mean([hour.variance for hour in hours if hour.age <= length]))
            for length in VARIANCE_HOURS
        ),
        *(
            _mean([math.log(hour.variance) for hour in hours if hour.age <= length])
            for length in LOG_HOURS
        ),
        *(min(_net_move(hours, length) / unit, MOVE_MAX) for length in MOVE_HOURS),
    )
    return Features(volatility, (_clipped(move / unit), _clipped(move / recently), last.position))


def recent(window: Sequence[Candle], cutoff: datetime, hours: int) -> Iterator[tuple[int, Candle]]:
    """(age, candle) of the candles that open in [cutoff − hours, cutoff), oldest first.

    The age counts hours from the open to the cutoff: 1 for the candle that closes there.
    """
    if not window:
        return
    later = max(0, (window[-1].close_time - cutoff) // HOUR)
    for candle in window[-(hours + later) :]:
        age = (cutoff - candle.open_time) // HOUR
        if 1 <= age <= hours:
            yield age, candle


def _deseasonalised(window: Sequence[Candle], cutoff: datetime, season: Season) -> Iterator[_Hour]:
    previous_age, previous_close = 0, 0.0
    for age, candle in recent(window, cutoff, WINDOW_HOURS):
        factor = season.factor(candle.open_time)
        close = float(candle.close)
        move = None
        if previous_age == age + 1:
            move = math.log(close / previous_close) / math.sqrt(factor)
        previous_age, previous_close = age, close
        yield _Hour(age, garman_klass(candle) / factor, move, _position(candle))


def _position(candle: Candle) -> float:
    high, low = float(candle.high), float(candle.low)
    return (2.0 * float(candle.close) - high - low) / (high - low) if high > low else 0.0


def _clipped(ratio: float) -> float:
    return min(max(ratio, -LAST_HOUR_MAX), LAST_HOUR_MAX)


def _net_move(hours: Sequence[_Hour], length: int) -> float:
    """Size of the mean return of the last hours, times the root of their number."""
    moves = [hour.move for hour in hours if hour.age <= length and hour.move is not None]
    return abs(_mean(moves)) * math.sqrt(length) if moves else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
