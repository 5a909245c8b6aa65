"""Small charts as SVG: one plot, drawn in data coordinates, coloured by CSS classes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 360.0, 232.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 30.0, 26.0

STYLE = """
svg.chart{--paper:#fff;--ink:#1b1d22;--ink-2:#6a707c;--line:#e3e5ea;--fill:#2f49c9;--c0:#2f49c9;
--c1:#b4540a;--c2:#0b7a5c;--c3:#8a3fa8;font:12px system-ui,sans-serif;display:block}
@media (prefers-color-scheme:dark){svg.chart{--paper:#14161a;--ink:#eceef2;--ink-2:#9aa1ad;
--line:#2c3038;--fill:#8fa2ff;--c0:#8fa2ff;--c1:#f0a05a;--c2:#4fc9a0;--c3:#d596f0}}
.chart text{fill:var(--ink-2)}.chart .title{fill:var(--ink);font-weight:600;font-size:13px}
.chart .paper{fill:var(--paper)}.chart .grid{stroke:var(--line)}
.chart .ideal{stroke:var(--ink-2);stroke-dasharray:4 3}.chart polyline,.chart line{fill:none}
.chart .bar{fill:var(--fill);fill-opacity:.75}.chart polyline{stroke-width:1.5}
.chart .ink{stroke:var(--ink)}.chart .ink.dot{fill:var(--ink)}
.chart .c0{stroke:var(--c0)}.chart .c1{stroke:var(--c1)}.chart .c2{stroke:var(--c2)}
.chart .c3{stroke:var(--c3)}.chart .c0.dot{fill:var(--c0)}.chart .c1.dot{fill:var(--c1)}
.chart .c2.dot{fill:var(--c2)}.chart .c3.dot{fill:var(--c3)}
.chart .band{stroke:none;fill:var(--fill);fill-opacity:.16}
.chart .c0.band{fill:var(--c0)}.chart .c1.band{fill:var(--c1)}.chart .c2.band{fill:var(--c2)}
.chart .c3.band{fill:var(--c3)}.chart .faint.band{fill-opacity:.1}
"""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """From low to high, with labels at some of its values."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def share(self, value: float) -> float:
        """Where a value lies, 0 at the low end and 1 at the high one."""
        return (value - self.low) / (self.high - self.low)


def axis(values: Sequence[float], form: str = "{:g}", steps: int = 4) -> Axis:
    """An axis that holds all finite values, with about `steps` round ticks."""
    known = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(known), max(known)
    if low == high:
        low, high = low - 1.0, high + 1.0
    rough = (high - low) / steps
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * one for one in (1, 2, 2.5, 5, 10) if size * one >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(
        (one * step, form.format(one * step).replace("+0", "0", 0 if one else 1))
        for one in range(first, last + 1)
    )
    return Axis(first * step, last * step, ticks)


class Chart:
    """Shapes are added in data coordinates; `svg` or `sheet` makes the text of a file."""

    def __init__(self, title: str, x: Axis, y: Axis) -> None:
        self._title = title
        self._x, self._y = x, y
        self._shapes: list[str] = []

    def line(self, points: Sequence[Point], colour: str) -> None:
        """Straight lines from point to point; a gap where a value is not finite."""
        run: list[Point] = []
        for point in [*points, (math.nan, math.nan)]:
            if all(map(math.isfinite, point)):
                run.append(point)
                continue
            if run:
                self._shapes.append(f'<polyline class="{colour}" points="{self._path(run)}"/>')
            run = []

    def band(
        self, x: Sequence[float], low: Sequence[float], high: Sequence[float], colour: str = ""
    ) -> None:
        """The area between two lines, where both are finite, cut off at the plot's edges."""
        known = [
            (at, self._clipped(a), self._clipped(b))
            for at, a, b in zip(x, low, high, strict=True)
            if math.isfinite(a) and math.isfinite(b)
        ]
        if known:
            outline = [*((at, b) for at, _, b in known), *((at, a) for at, a, _ in reversed(known))]
            self._shapes.append(f'<polygon class="band {colour}" points="{self._path(outline)}"/>')

    def whisker(self, x: float, low: float, high: float, colour: str) -> None:
        """An interval standing at x."""
        if math.isfinite(low) and math.isfinite(high):
            self.line([(x, self._clipped(low)), (x, self._clipped(high))], colour)

    def dot(self, x: float, y: float, colour: str) -> None:
        """A point."""
        left, top = self._place((x, y))
        self._shapes.append(
            f'<circle class="dot {colour}" cx="{left:.1f}" cy="{top:.1f}" r="2.6" stroke="none"/>'
        )

    def bar(self, left: float, right: float, value: float) -> None:
        """A bar from zero to a value."""
        (x0, y0), (x1, y1) = self._place((left, value)), self._place((right, 0.0))
        self._shapes.append(
            f'<rect class="bar" x="{x0 + 1:.1f}" y="{y0:.1f}" width="{x1 - x0 - 2:.1f}"'
            f' height="{max(y1 - y0, 0.0):.1f}"/>'
        )

    def ideal(self, *points: Point) -> None:
        """The dashed line that a perfect forecaster would lie on."""
        self._shapes.append(f'<polyline class="ideal" points="{self._path(points)}"/>')

    def svg(self) -> str:
        """The chart as an element of a page that has `STYLE`."""
        return (
            f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img"'
            f' aria-label="{escape(self._title)}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
            f' width="100%">{self.group()}</svg>'
        )

    def group(self) -> str:
        """Title, grid, labels and shapes."""
        grid = [f'<text class="title" x="{LEFT:g}" y="17">{escape(self._title)}</text>']
        for value, label in self._y.ticks:
            left, top = self._place((self._x.low, value))
            right = WIDTH - RIGHT
            grid.append(
                f'<line class="grid" x1="{left}" x2="{right}" y1="{top:.1f}" y2="{top:.1f}"/>'
            )
            grid.append(_text(LEFT - 6, top + 4, "end", label))
        for value, label in self._x.ticks:
            left, _ = self._place((value, self._y.low))
            end = "end" if left > WIDTH - RIGHT - 16 else "start" if left < LEFT + 4 else "middle"
            grid.append(_text(left, HEIGHT - 8, end, label))
        return "".join([*grid, *self._shapes])

    def _place(self, point: Point) -> Point:
        x, y = self._x.share(point[0]), self._y.share(point[1])
        return (
            LEFT + x * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM),
        )

    def _path(self, points: Sequence[Point]) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self._place, points))

    def _clipped(self, value: float) -> float:
        return min(max(value, self._y.low), self._y.high)


def sheet(title: str, charts: Sequence[Chart]) -> str:
    """A file of its own with a title and the charts two by two."""
    width, height = 2 * WIDTH, 36 + HEIGHT * math.ceil(len(charts) / 2)
    drawn = "".join(
        f'<g transform="translate({count % 2 * WIDTH:g},{36 + count // 2 * HEIGHT:g})">'
        f"{chart.group()}</g>"
        for count, chart in enumerate(charts)
    )
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}"><style>{STYLE}</style>'
        f'<rect class="paper" width="100%" height="100%"/>'
        f'<text class="title" x="{LEFT:g}" y="22">{escape(title)}</text>{drawn}</svg>\n'
    )


def _text(x: float, y: float, anchor: str, label: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(label)}</text>'
