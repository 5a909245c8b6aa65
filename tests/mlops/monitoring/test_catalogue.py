"""The catalogue is used whole, and nothing beside it: told by code, asked for by somebody."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.metric import Metric, Teller
from mlops.local.settings import REPOSITORY
from mlops.monitoring.dashboards.every import names_asked
from mlops.monitoring.promql import selectors
from tests.mlops.monitoring.rule_files import alerts, recorded

MODULES = REPOSITORY / "functions/domain/metrics"
TOLD_IN = {
    Teller.PRODUCT: [REPOSITORY / "functions"],
    Teller.RELEASE: [REPOSITORY / "mlops/release"],
    Teller.WATCHER: [REPOSITORY / "mlops/monitoring/watcher"],
}


def asked_by_rules() -> set[str]:
    rules = [one.rule for one in alerts()] + recorded()
    return {found.series for rule in rules for found in selectors(str(rule["expr"]))}


def test_every_metric_is_asked_for_by_a_rule_or_a_panel() -> None:
    asked = names_asked() | asked_by_rules()
    unasked = [one.name for one in CATALOGUE if not asked.intersection(one.series)]
    assert unasked == []


def test_nothing_is_asked_for_that_is_neither_in_the_catalogue_nor_recorded() -> None:
    known = {name for one in CATALOGUE for name in one.series}
    known |= {str(rule["record"]) for rule in recorded()}
    assert names_asked() | asked_by_rules() <= known


def test_every_recorded_series_is_asked_for() -> None:
    named = {str(rule["record"]) for rule in recorded()}
    unused = named - names_asked() - asked_by_rules()
    # The watcher reports these two to the status page.
    reported = (REPOSITORY / "mlops/monitoring/watcher/uptime.py").read_text()
    assert [name for name in sorted(unused) if name not in reported] == []


@pytest.mark.parametrize(
    "metric",
    [one for one in CATALOGUE if one.teller in TOLD_IN],
    ids=lambda one: one.name,
)
def test_every_metric_of_ours_is_told_by_code(metric: Metric) -> None:
    files = [
        path
        for folder in TOLD_IN[metric.teller]
        for path in folder.rglob("*.py")
        if not path.is_relative_to(MODULES)
    ]
    assert any(name_of(metric) in names_used(path) for path in files)


@cache
def names_used(path: Path) -> set[str]:
    """The names that a file's code reads; to import one is not to use it."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    return names | {one.attr for one in nodes if isinstance(one, ast.Attribute)}


def name_of(metric: Metric) -> str:
    """The constant that holds it, found by its Prometheus name."""
    for path in Path(MODULES).glob("*.py"):
        found = re.search(rf'^(\w+) = \w+\(\s*"{metric.name}"', path.read_text(), re.MULTILINE)
        if found:
            return found.group(1)
    raise AssertionError(f"no constant holds {metric.name}")
