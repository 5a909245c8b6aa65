"""What the model sees at a cutoff: four averages of past deseasonalised variance.

Corsi (2009), A Simple Approximate Long-Memory Model of Realized Volatility, for the
cascade of windows; Garman & Klass (1980), On the Estimation of Security Price
Volatilities from Historical Data, for the variance of one candle.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime

from functions.domain.candle import Candle
from functions.domain.errors import InsufficientData
from functions.domain.season import Season
from functions.domain.units import HOUR, instant_text

WINDOW_HOURS = 336
"""How many hours before the cutoff a forecast and its baselines read."""

FEATURE_HOURS: tuple[int, ...] = (1, 6, 24, 168)
"""The windows, in hours, whose mean variances are the features; the longest last."""

PRESENT_SHARE_MIN = 0.9
"""The share of the longest window's candles without which there is no forecast."""

VARIANCE_MIN = 1e-8
"""Floor of an hour's variance, one basis point squared: a flat hour has no logarithm."""

CLOSE_WEIGHT = 2.0 * math.log(2.0) - 1.0
"""Garman and Klass's weight of the squared open-to-close return."""


def garman_klass(candle: Candle) -> float:
    """Garman–Klass variance of one hour's log return, at least `VARIANCE_MIN`."""
    log_range = math.log(float(candle.high) / float(candle.low))
    log_return = math.log(float(candle.close) / float(candle.open))
    variance = 0.5 * log_range * log_range - CLOSE_WEIGHT * log_return * log_return
    return max(variance, VARIANCE_MIN)


def features(window: Sequence[Candle], cutoff: datetime, season: Season) -> tuple[float, ...]:
    """Logarithms of the mean deseasonalised variance over each of `FEATURE_HOURS`.

    Candles ascend; those that close after the cutoff or too long before it are not
    read. Missing hours are left out of the means. Raises InsufficientData where the
    candle that closes at the cutoff, or a tenth of the longest window, is missing.
    """
    by_age = [(age, garman_klass(candle) / season.factor(candle.open_time))
              for age, candle in recent(window, cutoff, FEATURE_HOURS[-1])]  # fmt: skip
    needed = math.ceil(PRESENT_SHARE_MIN * FEATURE_HOURS[-1])
    if len(by_age) < needed:
        raise InsufficientData(
            f"{len(by_age)} of the {FEATURE_HOURS[-1]} candles before {instant_text(cutoff)}"
            f" are there; a forecast needs {needed}"
        )
    if by_age[-1][0] != 1:
        raise InsufficientData(f"the candle that closes at {instant_text(cutoff)} is missing")
    logs = []
    for hours in FEATURE_HOURS:
        values = [value for age, value in by_age if age <= hours]
        logs.append(math.log(sum(values) / len(values)))
    return tuple(logs)


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
