"""From candles and a forecast to what is drawn, in pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from functions.documents.candles import CandleRow
from functions.documents.fan.previous import PreviousForecast
from functions.documents.fan.scale import (
    HOUR_MS,
    Scale,
    linear_scale,
    ms_of,
    px,
    round_ticks,
    time_ticks,
)
from functions.documents.fan.shape import Band, FanShape, fan_shape, previous_band
from functions.documents.forecast import ForecastRecord
from functions.documents.wording import whole_dollars

PRICE_LABEL_GAP_PX = 8
_NARROW_PX = 560
_NARROW_HISTORY = 0.4
"""A narrow chart gives the forecast the room, not what came before it."""
_TOP, _RIGHT, _BOTTOM = 14, 78, 28
_PX_PER_CHARACTER = 7.5
"""Price labels stand left of the plot, as wide as the longest needs."""
_PRICE_PADDING = 0.06
_LABEL_GAP_PX = 16
_PX_PER_TIME_TICK = 64
_TIME_TICKS_MAX = 10
_PX_PER_PRICE_TICK = 52


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at its place on an axis."""

    position: float
    label: str


@dataclass(frozen=True, slots=True)
class EndLabel:
    """A price written beside the end of the fan, and where on the fan it belongs."""

    position: float
    anchor: float
    label: str
    kind: Literal["edge", "median"]


@dataclass(frozen=True, slots=True)
class Plot:
    """The four sides of the plot."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class FanGeometry:
    """Paths are SVG path data; those of the forecast are empty before the first."""

    plot: Plot
    closes: list[str]
    """One path for each run of candles without a gap."""
    ranges: str
    """A stroke from low to high for every candle, at its close."""
    bands: list[tuple[int, str]]
    previous: str | None
    """The 80 % band of the forecast before."""
    median: str | None
    cutoff_x: float | None
    target_x: float | None
    end_labels: list[EndLabel]
    """The 80 % interval and median, written beside the end of the fan."""
    price_ticks: list[Tick]
    time_ticks: list[Tick]


@dataclass(frozen=True, slots=True)
class _Point:
    opens: float
    closes: float
    low: float
    high: float
    close: float


def fan_geometry(
    candles: Sequence[CandleRow],
    record: ForecastRecord | None,
    previous: PreviousForecast | None,
    width: float,
    height: float,
    history_hours: int,
) -> FanGeometry | None:
    """Geometry of the fan chart; None when there is nothing to draw.

    `history_hours` stand before the cutoff where there is room.
    """
    shape = None if record is None else fan_shape(record)
    hours = history_hours * (_NARROW_HISTORY if shape and width < _NARROW_PX else 1)
    every = [_point(candle) for candle in candles]
    if shape is None and not every:
        return None
    until = every[-1].closes if shape is None else shape.target
    start = (until if shape is None else shape.cutoff) - hours * HOUR_MS
    points = [one for one in every if one.opens >= start and one.closes <= until]
    before = None if shape is None or previous is None else previous_band(previous)
    prices = [
        *(price for one in points for price in (one.low, one.high)),
        *(_prices(shape.bands[0]) if shape else ()),
        *(_prices(before) if before else ()),
    ]
    if not prices:
        return None
    low, high = _padded(min(prices), max(prices))
    bottom = height - _BOTTOM
    y = linear_scale(low, high, bottom, _TOP)
    most_prices = max(2, math.floor((bottom - _TOP) / _PX_PER_PRICE_TICK))
    price_ticks = [
        Tick(y(price), whole_dollars(price)) for price in round_ticks(low, high, most_prices)
    ]
    longest = max((len(tick.label) for tick in price_ticks), default=0)
    left = _PX_PER_CHARACTER * longest + PRICE_LABEL_GAP_PX
    right = max(left + 1, width - _RIGHT)
    x = linear_scale(start, until, left, right)
    most_times = min(_TIME_TICKS_MAX, max(2, math.floor((right - left) / _PX_PER_TIME_TICK)))
    return FanGeometry(
        plot=Plot(left, right, _TOP, bottom),
        closes=[_line([(x(one.closes), y(one.close)) for one in run]) for run in _runs(points)],
        ranges="".join(f"M{px(x(p.closes))} {px(y(p.low))}V{px(y(p.high))}" for p in points),
        bands=[(band.percent, _area(band, x, y)) for band in shape.bands] if shape else [],
        previous=None if before is None else _area(before, x, y),
        median=_line([(x(at), y(price)) for at, price in shape.median]) if shape else None,
        cutoff_x=x(shape.cutoff) if shape else None,
        target_x=x(shape.target) if shape else None,
        end_labels=_end_labels(shape, y) if shape else [],
        price_ticks=price_ticks,
        time_ticks=[Tick(x(at), label) for at, label in time_ticks(start, until, most_times)],
    )


def _point(candle: CandleRow) -> _Point:
    opens = ms_of(candle.open_time)
    return _Point(
        opens, opens + HOUR_MS, float(candle.low), float(candle.high), float(candle.close)
    )


def _prices(band: Band) -> list[float]:
    return [price for _, low, high in band.points for price in (low, high)]


def _padded(low: float, high: float) -> tuple[float, float]:
    padding = (high - low) * _PRICE_PADDING or abs(high) * 0.001
    return low - padding, high + padding


def _runs(points: Sequence[_Point]) -> list[list[_Point]]:
    """Candles in unbroken runs: a missing hour is a hole in the line, never a bridge."""
    found: list[list[_Point]] = []
    for point in points:
        if found and found[-1][-1].closes == point.opens:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if index else 'M'}{px(x)} {px(y)}" for index, (x, y) in enumerate(points))


def _area(band: Band, x: Scale, y: Scale) -> str:
    upper = [(x(at), y(high)) for at, _, high in band.points]
    lower = [(x(at), y(low)) for at, low, _ in reversed(band.points)]
    return f"{_line([*upper, *lower])}Z"


def _end_labels(shape: FanShape, y: Scale) -> list[EndLabel]:
    _, low, high = next(band for band in shape.bands if band.percent == 80).points[-1]
    median = shape.median[-1][1]
    middle = y(median)
    # Pushed away from the median where the interval is too flat for three lines of text.
    return [
        EndLabel(min(y(high), middle - _LABEL_GAP_PX), y(high), whole_dollars(high), "edge"),
        EndLabel(middle, middle, whole_dollars(median), "median"),
        EndLabel(max(y(low), middle + _LABEL_GAP_PX), y(low), whole_dollars(low), "edge"),
    ]
