"""Calibration pictures as SVG, drawn from the walk-forward's ranks and hits."""

from collections.abc import Sequence
from html import escape

import numpy as np

from functions.domain.distribution import LEVELS
from functions.domain.horizon import Horizon
from mlops.training.dataset import Floats
from mlops.training.evaluate import Evaluation
from mlops.training.quarters import Quarter, quarters

WIDTH, HEIGHT, MARGIN = 320.0, 240.0, 36.0
COLOURS = {
    Horizon.H1: "#1b6ca8",
    Horizon.H4: "#2a9d5c",
    Horizon.H24: "#c2571a",
    Horizon.D7: "#7a3fa0",
}
DECILES = tuple(LEVELS.index(step / 10) for step in range(1, 10))
"""Positions of .1 … .9 among the levels: a rank tells the PIT's decile exactly."""

COVERAGE = 80


def pit_histogram(evaluation: Evaluation) -> str:
    """The share of outcomes in each tenth of the forecast distribution; flat is calibrated."""
    panels = []
    for horizon in Horizon:
        shares = pit_shares(evaluation, horizon)
        top = max(0.2, float(shares.max()))
        bars = [
            _bar(count / 10, 0.0, 0.1, share / top, COLOURS[horizon])
            for count, share in enumerate(shares)
        ]
        panels.append([*bars, _line([(0.0, 0.1 / top), (1.0, 0.1 / top)], "#888", dashed=True)])
    return _page("PIT: share of outcomes by tenth of the distribution", panels, ("0", "1"))


def pit_shares(evaluation: Evaluation, horizon: Horizon) -> Floats:
    """Ten shares that add up to 1."""
    rank = evaluation.forecasts[horizon].rank
    decile = np.searchsorted(np.asarray(DECILES), rank, side="left")
    return np.bincount(decile, minlength=10) / len(rank)


def reliability(evaluation: Evaluation) -> str:
    """For each published quantile, how often the outcome lay below it; the diagonal is ideal."""
    panels = []
    for horizon in Horizon:
        observed = observed_shares(evaluation, horizon)
        points = list(zip(LEVELS, map(float, observed), strict=True))
        dots = [_dot(x, y, COLOURS[horizon]) for x, y in points]
        ideal = _line([(0.0, 0.0), (1.0, 1.0)], "#888", dashed=True)
        panels.append([ideal, _line(points, COLOURS[horizon]), *dots])
    return _page("Reliability: announced level across, observed share up", panels, ("0", "1"))


def observed_shares(evaluation: Evaluation, horizon: Horizon) -> Floats:
    """By level: the share of outcomes at or below the quantile."""
    rank = evaluation.forecasts[horizon].rank
    return np.asarray([float(np.mean(rank <= position)) for position in range(len(LEVELS))])


def coverage_by_quarter(evaluation: Evaluation) -> str:
    """The share of outcomes inside the 80 % interval, quarter by quarter."""
    found = quarters(evaluation)
    ends = (found[0].name, found[-1].name)
    panels = []
    for horizon in Horizon:
        points = _coverage_points(evaluation, horizon, found)
        ideal = _line([(0.0, COVERAGE / 100), (1.0, COVERAGE / 100)], "#888", dashed=True)
        dots = [_dot(x, y, COLOURS[horizon]) for x, y in points]
        panels.append([ideal, _line(points, COLOURS[horizon]), *dots])
    return _page(f"Coverage of the {COVERAGE} % interval by quarter", panels, ends)


def _coverage_points(
    evaluation: Evaluation, horizon: Horizon, found: Sequence[Quarter]
) -> list[tuple[float, float]]:
    points = []
    for count, quarter in enumerate(found):
        if (summary := quarter.summary(evaluation, horizon)) is not None:
            points.append(((count + 0.5) / len(found), summary.coverage[COVERAGE]))
    return points


def _page(title: str, panels: Sequence[Sequence[str]], ends: tuple[str, str]) -> str:
    """Four panels in a square, one a horizon; inside a panel x and y run from 0 to 1."""
    drawn = []
    for count, (horizon, shapes) in enumerate(zip(Horizon, panels, strict=True)):
        left, top = (count % 2) * WIDTH, 30 + (count // 2) * HEIGHT
        frame = (
            f'<rect x="{MARGIN}" y="{MARGIN}" width="{WIDTH - 2 * MARGIN}"'
            f' height="{HEIGHT - 2 * MARGIN}" fill="none" stroke="#ccc"/>'
            f'<text x="{MARGIN}" y="{MARGIN - 8}">{horizon.value}</text>'
            f'<text x="{MARGIN}" y="{HEIGHT - MARGIN + 16}">{escape(ends[0])}</text>'
            f'<text x="{WIDTH - MARGIN}" y="{HEIGHT - MARGIN + 16}" text-anchor="end">'
            f"{escape(ends[1])}</text>"
        )
        drawn.append(f'<g transform="translate({left},{top})">{frame}{"".join(shapes)}</g>')
    width, height = 2 * WIDTH, 2 * HEIGHT + 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{MARGIN}" y="22" font-size="15">{escape(title)}</text>{"".join(drawn)}</svg>\n'
    )


def _place(x: float, y: float) -> tuple[float, float]:
    return (
        MARGIN + x * (WIDTH - 2 * MARGIN),
        HEIGHT - MARGIN - y * (HEIGHT - 2 * MARGIN),
    )


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    left, top = _place(x, y + height)
    right, bottom = _place(x + width, y)
    return (
        f'<rect x="{left + 1:.1f}" y="{top:.1f}" width="{right - left - 2:.1f}"'
        f' height="{bottom - top:.1f}" fill="{colour}"/>'
    )


def _line(points: Sequence[tuple[float, float]], colour: str, *, dashed: bool = False) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(*point) for point in points))
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}"{dash}/>'


def _dot(x: float, y: float, colour: str) -> str:
    left, top = _place(x, y)
    return f'<circle cx="{left:.1f}" cy="{top:.1f}" r="2.5" fill="{colour}"/>'
