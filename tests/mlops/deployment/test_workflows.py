"""What every workflow keeps to, beyond what the linters know of."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlops.local.settings import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.y*ml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
COMMENTED = re.compile(r"uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
MAKE = re.compile(r"make [a-z][a-z-]*( [a-z][a-z-]*)*")
MINUTES_MAX = 120
NOT_MAKE = {"tick.yaml", "anchor.yaml"}
"""One only calls an address; the other is told its secrets in the environment of one command."""


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.name)
def workflow(request: pytest.FixtureRequest) -> Path:
    """Each workflow in turn."""
    path: Path = request.param
    return path


def jobs(workflow: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from yaml.safe_load(workflow.read_text())["jobs"].items()


def steps(workflow: Path) -> Iterator[dict[str, Any]]:
    for _, job in jobs(workflow):
        yield from job.get("steps", [])


def test_there_are_workflows_to_look_at() -> None:
    assert "ci.yaml" in [path.name for path in WORKFLOWS]


def test_every_action_is_pinned_by_its_full_hash_with_its_version_beside(workflow: Path) -> None:
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert [one for one in used if not PINNED.fullmatch(one)] == []
    lines = [line for line in workflow.read_text().splitlines() if "uses:" in line]
    assert [line for line in lines if not COMMENTED.search(line)] == []


def test_nothing_may_be_done_that_a_job_does_not_ask_for(workflow: Path) -> None:
    assert yaml.safe_load(workflow.read_text())["permissions"] == {}
    asked = {name: job.get("permissions", {}) for name, job in jobs(workflow)}
    assert {name: one for name, one in asked.items() if one not in ({}, {"contents": "read"})} == {}


def test_every_job_ends_in_time(workflow: Path) -> None:
    minutes = {name: job.get("timeout-minutes", 0) for name, job in jobs(workflow)}
    assert {name: one for name, one in minutes.items() if not 0 < one <= MINUTES_MAX} == {}


def test_no_checkout_leaves_its_token_behind(workflow: Path) -> None:
    checkouts = [
        step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_what_runs_are_make_targets_that_exist(workflow: Path) -> None:
    if workflow.name in NOT_MAKE:
        return
    runs = [step["run"] for step in steps(workflow) if "run" in step]
    assert runs
    assert [run for run in runs if not MAKE.fullmatch(run)] == []
    targets = {target for run in runs for target in run.split()[1:]}
    for target in targets:
        done = subprocess.run(
            ("make", "--dry-run", target), cwd=REPOSITORY, check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
