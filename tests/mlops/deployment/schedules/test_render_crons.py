"""Render's cron jobs fire at the minutes of the table."""

import re
from typing import Any

import pytest
import yaml

from functions.domain.errors import InvalidInput
from mlops.deployment.schedules.render_crons import render_cron_expressions, render_refusals
from mlops.deployment.schedules.triggers import RENDER
from mlops.local.settings import REPOSITORY

RETRY_AFTER_S_MIN = 180
"""From :01 to :04, the nearest two chances of an hour."""


def blueprint(*schedules: str, path: str = "/api/cron/tick") -> str:
    """A Blueprint with an environment that ticks at these times and one that does not."""
    ticks: list[dict[str, Any]] = [
        {"type": "cron", "name": f"tick-{n}", "schedule": one, "dockerCommand": f"curl $URL{path}"}
        for n, one in enumerate(schedules)
    ]
    environments = [{"name": "staging", "services": ticks}, {"name": "other", "services": []}]
    text: str = yaml.safe_dump({"projects": [{"name": "candor", "environments": environments}]})
    return text


def test_a_blueprint_that_ticks_as_the_table_says_is_fine() -> None:
    assert list(render_refusals(blueprint(*render_cron_expressions()))) == []
    assert render_cron_expressions() == ["1,4,7,12 * * * *"]


def test_its_curl_gives_up_before_the_next_chance_so_it_is_not_said_to_come_again() -> None:
    document = (REPOSITORY / "render.yaml").read_text()
    waits_s = [int(one) for one in re.findall(r"--retry-max-time (\d+)", document)]
    assert waits_s
    assert max(waits_s) < RETRY_AFTER_S_MIN
    assert not RENDER.comes_again


def test_a_blueprint_that_does_not_tick_or_runs_another_cron_is_fine() -> None:
    assert list(render_refusals(blueprint())) == []
    assert list(render_refusals(blueprint("0 3 * * *", path="/backup"))) == []


@pytest.mark.parametrize("schedules", [("0 * * * *",), ("1,4,7,12 * * * *", "30 * * * *")])
def test_any_other_schedule_is_refused_with_the_environment_and_both(
    schedules: tuple[str, ...],
) -> None:
    [refusal] = render_refusals(blueprint(*schedules))
    assert "candor staging ticks at " + ", ".join(schedules) in refusal
    assert "1,4,7,12 * * * *" in refusal


@pytest.mark.parametrize("text", ["[", "- a", "projects: [{name: x}]"])
def test_what_is_no_blueprint_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"render\.yaml cannot be read"):
        list(render_refusals(text))


def test_the_committed_blueprint_ticks_as_the_table_says() -> None:
    path = REPOSITORY / "render.yaml"
    if not path.is_file():
        pytest.skip("there is no render.yaml")
    assert list(render_refusals(path.read_text())) == []
