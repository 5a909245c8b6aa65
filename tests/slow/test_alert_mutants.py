"""Every mistake that we know how to make in an alert makes one of its tests fail."""

from pathlib import Path

import pytest

from tests.mlops.monitoring.mutants import mutants, survives
from tests.mlops.monitoring.rule_files import Alert, alerts

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("alert", alerts(), ids=lambda one: one.name)
def test_no_mistake_in_an_alert_goes_unnoticed(alert: Alert, tmp_path: Path) -> None:
    assert survives(alert, alert.rule, tmp_path)
    missed = [what for what, mutant in mutants(alert.rule) if survives(alert, mutant, tmp_path)]
    assert missed == []
