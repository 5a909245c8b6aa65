"""Linear scales, and round ticks of prices and times."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from functions.documents.wording import clock_time, day_and_month

Scale = Callable[[float], float]
"""Where a value is drawn, in pixels."""

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NICE = (1, 2, 5, 10)
_STEPS_H = (1, 2, 3, 6, 12, 24, 48, 72, 168)
_MONDAY_OFFSET_MS = 4 * DAY_MS
"""1970-01-01 was a Thursday; weekly ticks stand on Mondays."""


def linear_scale(start: float, end: float, to_start: float, to_end: float) -> Scale:
    """Maps [start, end] onto [to_start, to_end]; a span of nothing maps to the middle."""
    span = end - start
    if span == 0:
        return lambda _: (to_start + to_end) / 2
    slope = (to_end - to_start) / span
    return lambda value: to_start + (value - start) * slope


def round_ticks(low: float, high: float, most: int) -> list[float]:
    """Round values inside [low, high], at most `most` of them, evenly spaced."""
    if not high > low or most < 1:
        return []
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((nice for nice in _NICE if nice * power >= rough), 10) * power
    first = math.ceil(low / step)
    ticks = []
    while first * step <= high:
        ticks.append(first * step)
        first += 1
    return ticks


def time_ticks(start: float, end: float, most: int) -> list[tuple[float, str]]:
    """Round hours and days of UTC in [start, end], ms since 1970, and what they are called."""
    hours = next((hours for hours in _STEPS_H if (end - start) / (hours * HOUR_MS) <= most), 168)
    step = hours * HOUR_MS
    offset = _MONDAY_OFFSET_MS if hours == 168 else 0
    at = math.ceil((start - offset) / step) * step + offset
    ticks = []
    while at <= end:
        instant = _EPOCH + timedelta(milliseconds=at)
        label = day_and_month(instant) if at % DAY_MS == 0 else clock_time(instant)
        ticks.append((float(at), label))
        at += step
    return ticks


def ms_of(instant: datetime) -> float:
    """Milliseconds since 1970."""
    return (instant - _EPOCH) / timedelta(milliseconds=1)


def px(value: float) -> str:
    """One coordinate, to a tenth of a pixel; halves go up, as in a browser."""
    tenths = math.floor(value * 10 + 0.5)
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"
