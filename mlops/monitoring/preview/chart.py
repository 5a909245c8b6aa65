"""Lines over time as SVG that stretches, with its labels beside it so that they do not."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import pairwise

from mlops.monitoring.dashboards.panel import Level, Panel, Steps, Unit
from mlops.monitoring.preview.answers import DAY_S, Span
from mlops.monitoring.preview.figures import NO_DATA, figure, named, scale
from mlops.monitoring.preview.prometheus import Point

LINES_MAX = 10
"""Lines that can still be told apart; of more, those that reach highest are drawn."""

COLOURS = 8
WIDE, HIGH = 1000.0, 1000.0
Y_STEPS, X_STEPS = 4, 6
TIMES_APART_S = (60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
                 172_800, 604_800, 1_209_600)  # fmt: skip
GAP = 1.5
"""Steps without a value that end a line."""

_LEVEL_WORDS = {Level.WARNING: "warning", Level.CRITICAL: "critical"}


@dataclass(frozen=True, slots=True)
class Line:
    """A name and its values by time."""

    name: str
    points: tuple[Point, ...]

    @property
    def known(self) -> list[float]:
        """Its values that are numbers."""
        return [value for _, value in self.points if math.isfinite(value)]


@dataclass(frozen=True, slots=True)
class Range:
    """An axis from low to high, with round values in between."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high one."""
        return (value - self.low) / (self.high - self.low)


def chart(panel: Panel, lines: Sequence[Line], span: Span) -> str:
    """The plot and its legend, or the words that there is no data."""
    told = [line for line in lines if line.known]
    if not told:
        return f'<p class="none">{NO_DATA}</p>'
    highest = sorted(told, key=lambda line: -max(line.known))[:LINES_MAX]
    drawn = [line for line in told if line in highest]
    limits = _limits(panel.steps)
    y = value_range(panel, [value for line in drawn for value in line.known])
    shapes = [
        f'<line class="grid" x1="0" x2="{WIDE:g}" y1="{_down(y, at)}" y2="{_down(y, at)}"/>'
        for at in y.ticks
    ]
    shapes += [
        f'<line class="limit {level.name.lower()}" x1="0" x2="{WIDE:g}"'
        f' y1="{_down(y, at)}" y2="{_down(y, at)}"/>'
        for at, level, _ in limits
        if y.low <= at <= y.high
    ]
    shapes += [
        f'<path class="{_look(number)}" d="{path}"><title>{escape(line.name)}</title></path>'
        for number, line in enumerate(drawn)
        if (path := "".join(_path(line, y, span)))
    ]
    plot = (
        f'<svg viewBox="0 0 {WIDE:g} {HIGH:g}" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(panel.title)}">{"".join(shapes)}</svg>'
    )
    return (
        f'<div class="chart"><div class="ys">{"".join(_y_labels(y, panel.unit))}</div>'
        f'<div class="plot">{plot}</div><div class="xs">{"".join(_x_labels(span))}</div></div>'
        f'<ul class="legend">{"".join(_legend(panel, drawn, len(told), limits))}</ul>'
    )


def value_range(panel: Panel, values: Sequence[float]) -> Range:
    """An axis that holds all values, from zero where the panel says so, and round at both ends."""
    low, high = min(values), max(values)
    if panel.lowest is not None:
        low, high = min(low, panel.lowest), max(high, panel.lowest)
    if panel.highest is not None:
        high = max(high, panel.highest)
    if panel.unit is Unit.YES_NO:
        return Range(-0.1, 1.1, (0.0, 1.0))
    if math.isclose(low, high, rel_tol=1e-9, abs_tol=1e-12):
        margin = abs(high) / 10 or _margin(panel)
        low, high = (low, high + margin) if low >= 0 and panel.lowest is not None else (
            low - margin, high + margin)  # fmt: skip
    worth = scale(panel.unit, max(abs(low), abs(high))).worth
    rough = (high - low) / worth / Y_STEPS
    size = 10.0 ** math.floor(math.log10(rough))
    step = worth * next(size * one for one in (1, 2, 2.5, 5, 10) if size * one >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Range(first * step, last * step, tuple(one * step for one in range(first, last + 1)))


def _margin(panel: Panel) -> float:
    """How far an axis of nothing but zeros goes up: to where values would begin to matter."""
    limits = [step.value for step in panel.steps if step.value is not None and step.value > 0]
    return 1.25 * min(limits) if limits else 0.01 if panel.unit is Unit.SHARE else 1.0


def limit_words(steps: Steps, unit: Unit) -> list[str]:
    """What the steps mean: `warning from 200 ms`."""
    return [f"{words} {figure(at, unit)}" for at, _, words in _limits(steps)]


def _limits(steps: Steps) -> list[tuple[float, Level, str]]:
    """Where a level ends, the worse of the two, and how it is said."""
    found = []
    for below, step in pairwise(steps):
        if step.value is None:
            continue
        if step.level in _LEVEL_WORDS and below.level is not Level.CRITICAL:
            found.append((step.value, step.level, f"{_LEVEL_WORDS[step.level]} from"))
        elif below.level in _LEVEL_WORDS:
            found.append((step.value, below.level, f"{_LEVEL_WORDS[below.level]} below"))
        else:
            found.append((step.value, Level.GOOD, "aim"))
    return found


def _down(y: Range, value: float) -> str:
    return f"{HIGH * (1 - y.share(value)):.0f}"


def _look(number: int) -> str:
    """Colours first; the same colours again are dashed."""
    return f"c{number % COLOURS}" + (" dashed" if number >= COLOURS else "")


def _path(line: Line, y: Range, span: Span) -> Iterator[str]:
    """Moves and lines; a value alone is a dot. What lies straight between others is left out."""
    run: list[tuple[str, str]] = []
    before = -math.inf
    for when, value in line.points:
        gone = when - before > GAP * span.step
        if not math.isfinite(value) or gone:
            yield from _run(run)
            run = []
        if math.isfinite(value):
            across = WIDE * (when - span.start) / (span.end - span.start)
            run.append((f"{across:.1f}", _down(y, value)))
            before = when
    yield from _run(run)


def _run(run: list[tuple[str, str]]) -> Iterator[str]:
    for place, (x, down) in enumerate(run):
        if place == 0:
            yield f"M{x},{down}"
            if len(run) == 1:
                yield "h0"
        elif place == len(run) - 1 or not run[place - 1][1] == down == run[place + 1][1]:
            yield f"L{x},{down}"


def _y_labels(y: Range, unit: Unit) -> Iterator[str]:
    by = scale(unit, max(abs(y.low), abs(y.high)))
    for at in y.ticks:
        words = figure(at, unit) if unit is Unit.YES_NO else named(at / by.worth, by, digits=4)
        yield f'<span style="top:{100 * (1 - y.share(at)):.1f}%">{escape(words)}</span>'


def _x_labels(span: Span) -> Iterator[str]:
    """Round times in UTC."""
    length = span.end - span.start
    apart = next((one for one in TIMES_APART_S if length / one <= X_STEPS), TIMES_APART_S[-1])
    form = "%H:%M" if apart < DAY_S else "%d %b"
    when = math.ceil(span.start / apart) * apart
    while when <= span.end:
        text = datetime.fromtimestamp(when, UTC).strftime(form)
        yield f'<span style="left:{100 * (when - span.start) / length:.1f}%">{text}</span>'
        when += apart


def _legend(
    panel: Panel, drawn: Sequence[Line], told: int, limits: list[tuple[float, Level, str]]
) -> Iterator[str]:
    for number, line in enumerate(drawn):
        # The newest point of a line that has ended is no value of now.
        last = next((v for _, v in reversed(line.points) if math.isfinite(v)), None)
        yield (
            f'<li><svg viewBox="0 0 18 8" aria-hidden="true"><path class="{_look(number)}"'
            f' d="M0,4H18"/></svg>{escape(line.name)} <b>{figure(last, panel.unit)}</b></li>'
        )
    if told > len(drawn):
        yield f"<li>and {told - len(drawn)} more, all lower</li>"
    for at, level, words in limits:
        yield (
            f'<li class="limit"><svg viewBox="0 0 18 8" aria-hidden="true"><line class="limit'
            f' {level.name.lower()}" x1="0" x2="18" y1="4" y2="4"/></svg>{words}'
            f" {figure(at, panel.unit)}</li>"
        )
