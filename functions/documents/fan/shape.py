"""The fan between cutoff and target; only its end, at the target, is forecast."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from functions.documents.fan.previous import PreviousForecast
from functions.documents.fan.scale import ms_of
from functions.documents.forecast import ForecastRecord, Quantile

PERCENTS = (95, 80, 50)
"""Widest first, so that the narrower ones are drawn on top."""
_STEPS = 32
_FRACTIONS = [step / _STEPS for step in range(_STEPS + 1)]
_LEVEL_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Band:
    """A central interval as it opens in time: (ms since 1970, low, high), prices in USD."""

    percent: int
    points: list[tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class FanShape:
    """Cutoff and target in ms since 1970, and the curves between them."""

    cutoff: float
    target: float
    bands: list[Band]
    median: list[tuple[float, float]]


def quantile_at(record: ForecastRecord, level: float) -> Quantile:
    """The published quantile of this level. Raises LookupError when it was not published."""
    for quantile in record.quantiles:
        if abs(float(quantile.level) - level) < _LEVEL_TOLERANCE:
            return quantile
    raise LookupError(f"the forecast has no quantile at {level}")


def central_interval(record: ForecastRecord, percent: int) -> tuple[Quantile, Quantile]:
    """The interval that leaves equal chances above and below."""
    tail = (100 - percent) / 200
    return quantile_at(record, tail), quantile_at(record, 1 - tail)


def fan_shape(record: ForecastRecord) -> FanShape:
    """The bands and median of a forecast as curves in time.

    The median moves evenly from the reference price to its published value; the distance of
    every other quantile from it grows with the square root of time, as that of a random walk
    does. At the target every curve stands exactly on its published price.
    """
    cutoff, target = ms_of(record.slot.cutoff), ms_of(record.slot.target)
    reference = float(record.reference_price)
    median = quantile_at(record, 0.5)
    middle = float(median.log_return)

    def price(quantile: Quantile, fraction: float) -> float:
        if fraction == 1:
            return float(quantile.price)
        return reference * math.exp(_between(middle, float(quantile.log_return), fraction))

    def band(percent: int) -> Band:
        low, high = central_interval(record, percent)
        return _band(percent, cutoff, target, lambda f: (price(low, f), price(high, f)))

    return FanShape(
        cutoff,
        target,
        [band(percent) for percent in PERCENTS],
        [(_at(cutoff, target, f), price(median, f)) for f in _FRACTIONS],
    )


def previous_band(previous: PreviousForecast) -> Band:
    """The 80 % band of an earlier forecast, shaped as that of the newest."""

    def price(end: float, fraction: float) -> float:
        middle = math.log(previous.median / previous.reference)
        change = math.log(end / previous.reference)
        return previous.reference * math.exp(_between(middle, change, fraction))

    cutoff, target = ms_of(previous.cutoff), ms_of(previous.target)
    return _band(80, cutoff, target, lambda f: (price(previous.low, f), price(previous.high, f)))


def _band(
    percent: int, cutoff: float, target: float, ends: Callable[[float], tuple[float, float]]
) -> Band:
    return Band(percent, [(_at(cutoff, target, f), *ends(f)) for f in _FRACTIONS])


def _at(cutoff: float, target: float, fraction: float) -> float:
    return cutoff + fraction * (target - cutoff)


def _between(middle: float, end: float, fraction: float) -> float:
    return middle * fraction + (end - middle) * math.sqrt(fraction)
