"""The fan chart as SVG: the markup of `frontend/src/charts/fan/FanChart.tsx`."""

from collections.abc import Sequence
from html import escape

from functions.documents.candles import CandleRow
from functions.documents.fan.geometry import (
    PRICE_LABEL_GAP_PX,
    EndLabel,
    FanGeometry,
    fan_geometry,
)
from functions.documents.fan.paint import attributes
from functions.documents.fan.previous import PreviousForecast
from functions.documents.fan.scale import px
from functions.documents.fan.summary import fan_summary
from functions.documents.forecast import ForecastRecord
from functions.documents.theme import Theme


def fan_svg(
    candles: Sequence[CandleRow],
    record: ForecastRecord | None,
    previous: PreviousForecast | None,
    width: int,
    height: int,
    history_hours: int,
    theme: Theme | None = None,
) -> str:
    """Recent candles and the fan of the forecast; empty when there is nothing to draw.

    Painted by the classes of the page's stylesheet, or, with a theme, by attributes of its own.
    """
    geometry = fan_geometry(candles, record, previous, width, height, history_hours)
    if geometry is None:
        return ""
    brush = _Brush(theme)
    before = geometry.previous
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-labelledby="fan-{width}">'
        f'<title id="fan-{width}">{escape(fan_summary(record, previous))}</title>'
        f"{_axes(geometry, brush)}"
        f"{'' if before is None else brush.path('fan-chart__previous', before)}"
        f"{_history(geometry, brush)}{_fan(geometry, brush)}</svg>"
    )


class _Brush:
    """Paints by class, or by the attributes that a class stands for."""

    def __init__(self, theme: Theme | None) -> None:
        self._theme = theme

    def named(self, names: str, *selectors: str) -> str:
        """For an element of these classes; `selectors` where they are not just the classes."""
        if self._theme is None:
            return f' class="{names}"'
        return attributes(self._theme, *(selectors or (f".{name}" for name in names.split())))

    def under(self, *selectors: str) -> str:
        """For an element that its parent's class paints."""
        return "" if self._theme is None else attributes(self._theme, *selectors)

    def path(self, names: str, data: str) -> str:
        return f'<path{self.named(names)} d="{data}"/>'

    def group(self, names: str, content: str) -> str:
        start = "<g>" if self._theme is not None else f'<g class="{names}">'
        return f"{start}{content}</g>"


def _axes(geometry: FanGeometry, brush: _Brush) -> str:
    plot = geometry.plot
    line = brush.under(".fan-chart__axes line")
    price = brush.named("fan-chart__price", ".fan-chart text")
    time = brush.under(".fan-chart text")
    drawn = []
    for tick in geometry.price_ticks:
        y = px(tick.position)
        drawn.append(
            f'<line{line} x1="{px(plot.left)}" x2="{px(plot.right)}" y1="{y}" y2="{y}"/>'
            f'<text{price} x="{px(plot.left - PRICE_LABEL_GAP_PX)}" y="{y}" text-anchor="end"'
            f' dominant-baseline="central">{tick.label}</text>'
        )
    for tick in geometry.time_ticks:
        x = px(tick.position)
        drawn.append(
            f'<line{line} x1="{x}" x2="{x}" y1="{px(plot.bottom)}" y2="{px(plot.bottom + 4)}"/>'
            f'<text{time} x="{x}" y="{px(plot.bottom + 18)}" text-anchor="middle">'
            f"{tick.label}</text>"
        )
    return brush.group("fan-chart__axes", "".join(drawn))


def _history(geometry: FanGeometry, brush: _Brush) -> str:
    closes = "".join(brush.path("fan-chart__closes", run) for run in geometry.closes)
    return brush.group(
        "fan-chart__history", brush.path("fan-chart__ranges", geometry.ranges) + closes
    )


def _fan(geometry: FanGeometry, brush: _Brush) -> str:
    plot, cutoff, target = geometry.plot, geometry.cutoff_x, geometry.target_x
    if cutoff is None or target is None or geometry.median is None:
        return ""
    x = px(cutoff)
    bands = "".join(
        brush.path(f"fan-chart__band band-{percent}", band) for percent, band in geometry.bands
    )
    ends = "".join(_end(label, target, brush) for label in geometry.end_labels)
    return brush.group(
        "fan-chart__fan",
        f'<line{brush.named("fan-chart__cutoff")} x1="{x}" x2="{x}"'
        f' y1="{px(plot.top)}" y2="{px(plot.bottom)}"/>'
        f"{bands}{brush.path('fan-chart__median', geometry.median)}{ends}",
    )


def _end(label: EndLabel, target: float, brush: _Brush) -> str:
    text = [".fan-chart text", ".fan-chart__end text"]
    if label.kind == "median":
        text.append(".fan-chart__end--median text")
    x, y = px(target + 8), px(label.position)
    return brush.group(
        f"fan-chart__end fan-chart__end--{label.kind}",
        f'<path{brush.under(".fan-chart__end path")} d="M{px(target)} {px(label.anchor)}L{x} {y}"/>'
        f'<text{brush.under(*text)} x="{px(target + 11)}" y="{y}" dominant-baseline="central">'
        f"{label.label}</text>",
    )
