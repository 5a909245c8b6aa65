"""A mistake in an alert makes one of its tests fail; `tests/slow/test_alert_mutants.py` has all."""

from pathlib import Path

import pytest

from tests.mlops.monitoring.mutants import mutants, survives
from tests.mlops.monitoring.rule_files import Alert, alerts

SAMPLE = [one for one in alerts() if one.name in {"ErrorRateHigh", "JobSilent", "LedgerRewritten"}]


def test_rules_are_made_wrong_in_every_place() -> None:
    rule = {
        "alert": "A",
        "expr": 'up{job="candor"} == 0 and sum(rate(x[5m])) > 2',
        "for": "5m",
        "labels": {"severity": "critical"},
    }
    found = dict(mutants(rule))
    assert found["waits thrice as long"]["for"] == "15m"
    assert "for" not in found["fires at once"]
    texts = [one["expr"] for one in found.values()]
    for changed in ("!= 0", "== 1e12", "} == 0 or", "[5m])) < 2", "> 1.4", "> 2.6"):
        assert any(changed in text for text in texts), changed
    assert all(one != rule for one in found.values())


@pytest.mark.parametrize("alert", SAMPLE, ids=lambda one: one.name)
def test_tests_notice_a_wrong_alert_and_pass_a_right_one(alert: Alert, tmp_path: Path) -> None:
    assert survives(alert, alert.rule, tmp_path)
    missed = [what for what, mutant in mutants(alert.rule) if survives(alert, mutant, tmp_path)]
    assert missed == []
