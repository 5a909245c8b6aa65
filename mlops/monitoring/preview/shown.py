"""A panel's answer as a piece of the page."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any

from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.units import instant_text
from mlops.monitoring.dashboards.explained import explain
from mlops.monitoring.dashboards.panel import NO_STEPS, Kind, Level, Panel, Unit, level_of
from mlops.monitoring.dashboards.recorded import RECORDED
from mlops.monitoring.preview.answers import Answer
from mlops.monitoring.preview.chart import Line, chart, limit_words
from mlops.monitoring.preview.figures import NO_DATA, figure, series_name

SIGNS = {Level.GOOD: "✓", Level.WARNING: "▲", Level.CRITICAL: "◆", Level.PLAIN: ""}
"""Shapes, so that nobody needs the colours."""

WORDS = {Level.GOOD: "good", Level.WARNING: "warning", Level.CRITICAL: "critical"}
WATCHDOG = "none"
"""Severity of what always fires; any other is shown, whether it is known or not."""

COLUMNS = ("alertstate", "severity", "alertname", "component", "owner")
ORDER = {
    (label.name, value): place
    for labels in (*(one.labels for one in CATALOGUE), *(one.labels for one in RECORDED))
    for label in labels
    for place, value in enumerate(label.values)
}
HIDDEN = {"__name__", "instance", "job"}


def shown(answer: Answer) -> str:
    """The panel with its title, its description and what it shows."""
    panel = answer.panel
    unanswered = answer.unanswered
    body = {
        Kind.LINES: _lines, Kind.DAYS: _days, Kind.VALUES: _values,
        Kind.TABLE: _table, Kind.ALERTS: _alerts,
    }[panel.kind](answer)  # fmt: skip
    missing = ""
    if unanswered and len(unanswered) < len(panel.queries):
        missing = f'<p class="none">{NO_DATA} of {len(unanswered)} of {len(panel.queries)}</p>'
    about = escape(explain(panel))
    return (
        f'<section class="panel w{panel.width} {panel.kind}"><h4>{escape(panel.title)}</h4>'
        f"<details><summary>about</summary><p>{about}</p>"
        f"{''.join(f'<code>{escape(query.expr)}</code>' for query in panel.queries)}</details>"
        f"{body}{missing}</section>"
    )


def _named_lines(answer: Answer) -> list[Line]:
    """The series by name, each query's in the order that the catalogue lists label values in."""
    return [
        Line(series_name(query.legend, one.labels), one.points)
        for query, series in zip(answer.panel.queries, answer.series, strict=True)
        for one in sorted(series, key=lambda one: _place(one.labels))
    ]


def _place(labels: dict[str, str]) -> list[tuple[str, int, str]]:
    return [
        (name, ORDER.get((name, value), len(ORDER)), value)
        for name, value in sorted(labels.items())
    ]


def _lines(answer: Answer) -> str:
    return chart(answer.panel, _named_lines(answer), answer.span)


def _values(answer: Answer) -> str:
    panel = answer.panel
    tiles = [
        _tile(panel, line.name, line.points[-1][1]) for line in _named_lines(answer) if line.points
    ]
    if not tiles:
        return f'<p class="none">{NO_DATA}</p>'
    limits = ", ".join(limit_words(panel.steps, panel.unit))
    note = (
        f'<p class="limits">{escape(limits)}</p>'
        if limits and panel.unit is not Unit.YES_NO
        else ""
    )
    return f'<dl class="tiles">{"".join(tiles)}</dl>{note}'


def _tile(panel: Panel, name: str, value: float) -> str:
    level = Level.PLAIN
    if panel.steps != NO_STEPS and math.isfinite(value):
        level = level_of(value, panel.steps)
    sign = (
        f'<i class="{level.name.lower()}" title="{WORDS[level]}">{SIGNS[level]}</i> '
        if level in WORDS
        else ""
    )
    return f"<div><dt>{escape(name)}</dt><dd>{sign}{figure(value, panel.unit)}</dd></div>"


def _days(answer: Answer) -> str:
    """A cell a day, a row a series; a day that nobody measured is empty."""
    panel, span = answer.panel, answer.span
    days = round((span.end - span.start) / span.step) + 1
    rows = []
    for line in _named_lines(answer):
        if not line.known:
            continue
        by_day = {round((when - span.start) / span.step): value for when, value in line.points}
        cells = "".join(_day(panel, span.start + n * span.step, by_day.get(n)) for n in range(days))
        mean = sum(line.known) / len(line.known)
        measured = f"{figure(mean, panel.unit)} <small>of {len(line.known)} d</small>"
        rows.append(
            f"<tr><th>{escape(line.name)}</th><td><div class='days'>{cells}</div></td>"
            f"<td>{measured}</td></tr>"
        )
    if not rows:
        return f'<p class="none">{NO_DATA}</p>'
    limits = "; ".join(limit_words(panel.steps, panel.unit))
    return (
        f'<div class="scroll"><table class="strips">{"".join(rows)}</table></div>'
        f'<p class="limits">{escape(limits)}; an empty day was not measured</p>'
    )


def _day(panel: Panel, when: float, value: float | None) -> str:
    date = datetime.fromtimestamp(when, UTC).strftime("%d %b")
    look = "unknown" if value is None else level_of(value, panel.steps).name.lower()
    return f'<span class="{look}" title="{date}: {figure(value, panel.unit)}"></span>'


def _table(answer: Answer) -> str:
    found = [one.labels for series in answer.series for one in series]
    if not found:
        return f'<p class="none">{NO_DATA}</p>'
    known = {name for labels in found for name in labels} - HIDDEN
    columns = [name for name in COLUMNS if name in known] + sorted(known - set(COLUMNS))
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    rows = sorted([labels.get(name, "") for name in columns] for labels in found)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead>{body}</table></div>'


def _alerts(answer: Answer) -> str:
    if not answer.alerts:
        return (
            '<p class="none">No alert is evaluated, not even the one that always fires:'
            " whether anything is wrong is not known.</p>"
        )
    told = [one for one in answer.alerts if one["labels"].get("severity") != WATCHDOG]
    if not told:
        return f'<p class="good"><i class="good">{SIGNS[Level.GOOD]}</i> Nothing fires.</p>'
    told.sort(key=lambda one: (one["state"] != "firing", _level(one) is not Level.CRITICAL))
    return f'<ul class="firing">{"".join(_alert_lines(told))}</ul>'


def _level(alert: dict[str, Any]) -> Level:
    return Level.CRITICAL if alert["labels"].get("severity") == "critical" else Level.WARNING


def _alert_lines(told: list[dict[str, Any]]) -> Iterator[str]:
    for one in told:
        labels, notes = one["labels"], one.get("annotations", {})
        level = _level(one)
        severity = escape(labels.get("severity", "of no severity"))
        since = datetime.fromisoformat(one["activeAt"])
        book = notes.get("runbook_url", "")
        link = f' <a href="{escape(book)}">runbook</a>' if book.startswith("https://") else ""
        yield (
            f'<li><i class="{level.name.lower()}">{SIGNS[level]}</i>'
            f" <b>{escape(labels['alertname'])}</b> {severity},"
            f" {escape(one['state'])} since {instant_text(since)}{link}"
            f"<br>{escape(notes.get('summary', ''))}</li>"
        )
