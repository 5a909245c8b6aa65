"""Panels ask for series that there are, in words that a tired person understands."""

import re
from collections import Counter

import pytest

from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.metric import OTHER, Kind
from mlops.monitoring.dashboards import panel as shape
from mlops.monitoring.dashboards.asked import labels_in, series_in
from mlops.monitoring.dashboards.every import DASHBOARDS, expressions, names_asked
from mlops.monitoring.dashboards.explained import explain
from mlops.monitoring.dashboards.panel import WIDTH, Panel, Row, Unit
from mlops.monitoring.dashboards.promql import NONE
from mlops.monitoring.dashboards.recorded import RECORDED

TOLD = {series: metric for metric in CATALOGUE for series in metric.series}
RULES = {recorded.name: recorded for recorded in RECORDED}
MATCHER = re.compile(r'([a-z_]+)(=~|!=|=)"((?:[^"\\]|\\.)*)"')
PANELS = [
    pytest.param(panel, id=f"{dashboard.uid}-{number}")
    for dashboard in DASHBOARDS
    for number, panel in enumerate(dashboard.panels())
]


def known_labels(name: str) -> set[str]:
    """Labels that a series of that name has."""
    if name in RULES:
        return {label.name for label in RULES[name].labels}
    metric = TOLD[name]
    buckets = {"le"} if metric.kind is Kind.HISTOGRAM else set()
    return {label.name for label in metric.labels} | {"job"} | buckets


def test_every_series_that_a_panel_asks_for_is_told_or_recorded() -> None:
    assert names_asked() - TOLD.keys() - RULES.keys() == set()


def test_every_recorded_series_that_is_named_is_asked_for() -> None:
    assert RULES.keys() - names_asked() == set()


def test_no_panel_asks_for_a_label_that_its_series_do_not_have() -> None:
    for expr in expressions():
        known = {label for name in series_in(expr) for label in known_labels(name)}
        assert labels_in(expr) - known == set(), expr


def test_no_panel_asks_for_a_value_that_a_label_never_has() -> None:
    values: dict[str, set[str]] = {}
    for labels in (*(one.labels for one in CATALOGUE), *(one.labels for one in RECORDED)):
        for label in labels:
            values.setdefault(label.name, {OTHER}).update(label.values)
    for expr in expressions():
        for name, sort, value in MATCHER.findall(expr):
            text = value.replace("\\\\", "\\")
            asked = text.split("|") if sort == "=~" else [text]
            plain = {re.sub(r"\\(.)", r"\1", one) for one in asked}
            assert plain - values[name] == set(), expr


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_says_what_it_shows_and_in_which_unit(panel: Panel) -> None:
    assert panel.title
    assert panel.queries
    assert len(explain(panel)) > 15
    assert isinstance(panel.unit, Unit)
    assert 0 < panel.width <= WIDTH
    for query in panel.queries:
        names = set(re.findall(r"{{(\w+)}}", query.legend))
        known = {label for name in series_in(query.expr) for label in known_labels(name)}
        assert names <= known, query


@pytest.mark.parametrize("panel", PANELS)
def test_series_of_one_panel_can_be_told_apart(panel: Panel) -> None:
    if panel.kind in (shape.Kind.TABLE, shape.Kind.ALERTS):
        return
    legends = [query.legend for query in panel.queries]
    assert all(legends)
    assert len(set(legends)) == len(legends)
    for query in panel.queries:
        told = [RULES[name] for name in series_in(query.expr) if name in RULES]
        if query.expr in RULES:
            [recorded] = told
            assert {label.name for label in recorded.labels} == set(
                re.findall(r"{{(\w+)}}", query.legend)
            )


def test_every_dashboard_begins_with_what_is_wrong_and_repeats_no_title_in_a_row() -> None:
    for dashboard in DASHBOARDS:
        first, *others = dashboard.rows
        assert {one.kind for one in first.panels} == {shape.Kind.ALERTS, shape.Kind.TABLE}
        for row in (first, *others):
            assert max(Counter(panel.title for panel in row.panels).values()) == 1
    assert len({dashboard.uid for dashboard in DASHBOARDS}) == len(DASHBOARDS) == 7


def _lines(row: Row) -> list[int]:
    """Widths of a row's lines of panels."""
    lines = [0]
    for panel in row.panels:
        if lines[-1] + panel.width > WIDTH:
            lines.append(0)
        lines[-1] += panel.width
    return lines


def test_no_line_of_panels_leaves_a_hole_at_its_end() -> None:
    for dashboard in DASHBOARDS:
        for row in dashboard.rows:
            assert _lines(row) == [WIDTH] * len(_lines(row)), f"{dashboard.uid}: {row.title}"


def test_what_is_not_counted_by_a_label_is_called_none() -> None:
    assert all(NONE not in label.values for metric in CATALOGUE for label in metric.labels
               if label.name != "severity")  # fmt: skip
