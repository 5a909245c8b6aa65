"""GitHub's workflow as it is run: its script, by a shell, against a server that refuses first."""

import os
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from mlops.deployment.schedules.tick_workflow import tick_workflow
from mlops.deployment.schedules.triggers import GITHUB, cron_expressions
from tests.mlops.deployment.wire_server import Heard, Said, serving

# `on` is a YAML 1.1 word for true.
WORKFLOW: dict[Any, Any] = yaml.safe_load(tick_workflow())
JOB = WORKFLOW["jobs"]["tick"]
[STEP] = JOB["steps"]
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")


def run(url: str, secret: str) -> subprocess.CompletedProcess[str]:
    """The step as GitHub's runner executes it."""
    return subprocess.run(
        ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEP["run"]),
        env={"PATH": os.environ["PATH"], "CANDOR_URL": url, "CRON_SECRET": secret},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_may_do_nothing_and_ends_before_the_next_hour() -> None:
    assert WORKFLOW["permissions"] == {}
    assert JOB["timeout-minutes"] < 60
    assert [one["cron"] for one in WORKFLOW[True]["schedule"]] == cron_expressions(GITHUB.pace)


def test_no_expression_is_written_into_the_shells_text() -> None:
    assert "${{" not in STEP["run"]
    assert set(STEP["env"]) == {"CANDOR_URL", "CRON_SECRET"}


def test_where_nobody_named_an_address_it_ticks_nothing_and_says_so() -> None:
    done = run("", "")
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing to tick" in done.stdout


@needs_curl
def test_it_posts_with_the_secret_and_comes_again_when_it_is_told_to() -> None:
    heard: list[Heard] = []
    answers = iter([Said(503, b"a secret of the inside", {"Retry-After": "1"}), Said(200)])

    def answer(request: Heard) -> Said:
        heard.append(request)
        return next(answers)

    with serving(answer) as url:
        done = run(url, "s" * 40)
    assert done.returncode == 0, done.stderr
    assert [(one.method, one.path) for one in heard] == [("POST", "/api/cron/tick")] * 2
    assert {one.headers["authorization"] for one in heard} == {"Bearer " + "s" * 40}
    assert "secret of the inside" not in done.stdout + done.stderr


@needs_curl
def test_a_refused_secret_fails_at_once_and_is_not_shown() -> None:
    heard: list[Heard] = []

    def answer(request: Heard) -> Said:
        heard.append(request)
        return Said(401)

    with serving(answer) as url:
        done = run(url, "s" * 40)
    assert done.returncode != 0
    assert len(heard) == 1
    assert "401" in done.stderr
    assert "s" * 40 not in done.stdout + done.stderr
