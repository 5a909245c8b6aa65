"""Anybody can send readers' reports, so nothing that rests on them wakes a person."""

import pytest

from functions.domain.metrics.browser import BROWSER
from mlops.monitoring.promql import selectors
from tests.mlops.monitoring.rule_files import Alert, alerts, recorded


def rests_on(expression: str) -> set[str]:
    """The series that are told behind an expression, through what is recorded of them."""
    found = set()
    for name in {one.series for one in selectors(expression)}:
        made = [one["expr"] for one in recorded() if one["record"] == name]
        found |= set[str]().union(*map(rests_on, made)) if made else {name}
    return found


@pytest.mark.parametrize("alert", alerts(), ids=lambda one: one.name)
def test_what_rests_on_readers_reports_warns_and_pages_nobody(alert: Alert) -> None:
    """Of promises only their own views count (slo/test_promises.py)."""
    labels = alert.rule["labels"]
    if alert.file.stem != "slo_alerts":
        told = {name for one in BROWSER for name in one.series}
        rests = bool(told & rests_on(alert.rule["expr"]))
        assert rests == (labels["component"] == "readers")
    if labels["component"] == "readers":
        assert labels["severity"] == "warning"
