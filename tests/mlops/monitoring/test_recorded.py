"""What panels ask of rules is recorded under the same name, with the labels they ask for."""

from typing import Any

import pytest
import yaml

from mlops.local.settings import REPOSITORY
from mlops.monitoring.dashboards.asked import labels_in, series_in
from mlops.monitoring.dashboards.recorded import RECORDED

FILES = sorted((REPOSITORY / "mlops/monitoring/prometheus/rules").glob("*.yml"))


@pytest.fixture
def rules() -> list[dict[str, Any]]:
    """Every rule of every file."""
    groups = [group for path in FILES for group in yaml.safe_load(path.read_text())["groups"]]
    return [rule for group in groups for rule in group["rules"]]


def test_what_panels_ask_of_rules_is_recorded_with_its_labels(rules: list[dict[str, Any]]) -> None:
    made = [rule for rule in rules if "record" in rule]
    assert {one.name for one in RECORDED} - {rule["record"] for rule in made} == set()

    def labels(name: str) -> set[str]:
        """Those that a rule groups by or sets, and those of the series it is made of."""
        found: set[str] = set()
        for rule in (rule for rule in made if rule["record"] == name):
            found |= labels_in(rule["expr"]) | rule.get("labels", {}).keys()
            found = found.union(*map(labels, series_in(rule["expr"]) - {name}))
        return found

    for one in RECORDED:
        assert {label.name for label in one.labels} <= labels(one.name), one.name
