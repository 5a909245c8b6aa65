"""Every panel's every question, asked."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mlops.monitoring.dashboards.panel import Dashboard, Kind, Panel, Query
from mlops.monitoring.preview.prometheus import Prometheus, Series

DAY_S = 86_400.0
POINTS = 240
"""Points of a line, about as many as a chart is wide on paper."""

STEP_S_MIN = 5.0


@dataclass(frozen=True, slots=True)
class Span:
    """The time that is looked at, in Unix seconds, and how far its points are apart."""

    start: float
    end: float
    step: float

    @classmethod
    def until(cls, end: float, hours: float) -> "Span":
        """The last hours before `end`."""
        length = hours * 3600.0
        return cls(end - length, end, max(length / POINTS, STEP_S_MIN))

    @classmethod
    def of_days(cls, end: float, days: int) -> "Span":
        """A point a day."""
        return cls(end - (days - 1) * DAY_S, end, DAY_S)


@dataclass(frozen=True, slots=True)
class Answer:
    """What Prometheus said to a panel: the series of each query, in the order of the queries."""

    panel: Panel
    span: Span
    series: tuple[tuple[Series, ...], ...]
    alerts: tuple[dict[str, Any], ...] = ()

    @property
    def unanswered(self) -> list[Query]:
        """Queries without one number; that no alert fires is known by the watchdog, which does."""
        if self.panel.kind is Kind.ALERTS:
            return [] if self.alerts else list(self.panel.queries)
        return [
            query
            for query, series in zip(self.panel.queries, self.series, strict=True)
            if not any(math.isfinite(value) for one in series for _, value in one.points)
        ]


def ask(prometheus: Prometheus, panel: Panel, span: Span) -> Answer:
    """Ask all that a panel asks: over the span where it draws lines, at its end where not."""
    if panel.days is not None:
        span = Span.of_days(span.end, panel.days)
    drawn = panel.kind in (Kind.LINES, Kind.DAYS)
    series = tuple(
        tuple(
            prometheus.over(query.expr, span.start, span.end, span.step)
            if drawn
            else prometheus.at(query.expr, span.end)
        )
        for query in panel.queries
    )
    alerts = tuple(prometheus.alerts()) if panel.kind is Kind.ALERTS else ()
    return Answer(panel, span, series, alerts)


def ask_all(
    prometheus: Prometheus, dashboards: Sequence[Dashboard], span: Span
) -> dict[str, tuple[Answer, ...]]:
    """The answers to each dashboard, by its uid, in the order of its panels."""
    return {
        dashboard.uid: tuple(ask(prometheus, panel, span) for panel in dashboard.panels())
        for dashboard in dashboards
    }


def known_span(prometheus: Prometheus, hours: float) -> Span:
    """The last hours, from where Prometheus knows of anything on."""
    asked = Span.until(prometheus.clock(), hours)
    found = prometheus.over("min(up)", asked.start, asked.end, asked.step)
    first = min((when for one in found for when, _ in one.points), default=asked.start)
    if first - asked.start < 2 * asked.step:
        return asked
    # A server that has just started knows its last point only, and a picture needs a width.
    return Span.until(asked.end, max(asked.end - first, asked.step) / 3600.0)
