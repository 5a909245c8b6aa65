"""What every workflow keeps to, beyond what the linters know of."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from mlops.cli import build
from mlops.local.settings import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.y*ml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
COMMENTED = re.compile(r"uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
MAKE = re.compile(r"make [a-z][a-z-]*( [a-z][a-z-]*)*")
CANDOR = re.compile(r"\.venv/bin/candor (?P<words>[^;&|()`<>]+?)(>[\w.]+)?")
SAYS = re.compile(r'echo "[^"`]*"')
MINUTES_MAX = 180
"""A release waits for the next slot, and none may be cut short before it has ended."""
NOT_MAKE = {"tick.yaml", "anchor.yaml"}
"""One only calls an address; the other is told its secrets in the environment of one command."""
MAY: tuple[dict[str, str], ...] = (
    {}, {"contents": "read"}, {"contents": "read", "actions": "read"},
    {"contents": "read", "id-token": "write"},
)  # fmt: skip


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
    assert {name: one for name, one in asked.items() if one not in MAY} == {}


def test_every_job_ends_in_time(workflow: Path) -> None:
    minutes = {name: job.get("timeout-minutes", 0) for name, job in jobs(workflow)}
    assert {name: one for name, one in minutes.items() if not 0 < one <= MINUTES_MAX} == {}


def test_no_checkout_leaves_its_token_behind(workflow: Path) -> None:
    checkouts = [
        step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_what_runs_is_what_a_person_would_type(workflow: Path) -> None:
    if workflow.name in NOT_MAKE:
        return
    runs = [step["run"].replace("\\\n", "").strip() for step in steps(workflow) if "run" in step]
    assert runs
    known = (MAKE, CANDOR, SAYS)
    assert [run for run in runs if not any(one.fullmatch(run) for one in known)] == []
    for run in runs:
        if run.startswith("make "):
            there_is_a_target(run)
        elif found := CANDOR.fullmatch(run):
            there_is_a_command(shlex.split(found["words"]))


def there_is_a_target(run: str) -> None:
    for target in run.split()[1:]:
        done = subprocess.run(
            ("make", "--dry-run", target), cwd=REPOSITORY, check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()


def there_is_a_command(words: list[str]) -> None:
    """And it knows every option that it is given, and gets every argument that it needs."""
    group, name, *rest = words
    top: Any = typer.main.get_command(build(group))
    commands = top.commands[group].commands
    commands[name].make_context(name, list(rest))


def test_a_command_that_there_is_not_is_noticed() -> None:
    for words in ("release plan", "release plan --env a --comit b", "deploy nothing"):
        with pytest.raises(Exception, match=r"nothing|Missing parameter|No such option"):
            there_is_a_command(words.split())


def test_no_secret_meets_what_comes_from_a_fork() -> None:
    for path in WORKFLOWS:
        document = yaml.safe_load(path.read_text())
        if "pull_request" not in document[True]:
            continue
        for job in document["jobs"].values():
            asks_where_from = "head.repo.full_name == github.repository" in job.get("if", "")
            assert asks_where_from or "secrets." not in json.dumps(job), path.name
            assert asks_where_from or "environment" not in job, path.name


def test_whoever_waits_for_a_person_holds_up_nobody() -> None:
    waits = []
    for path in WORKFLOWS:
        document = yaml.safe_load(path.read_text())
        for name, job in document["jobs"].items():
            if str(job.get("environment", "")).endswith("-approval"):
                waits.append(name)
                assert "github.run_id" in job["concurrency"]["group"]
                assert "concurrency" not in document
                assert "secrets." not in json.dumps(job)
    assert waits == ["approval"]


def test_whatever_plans_has_measured_the_commit_before_on_the_same_machine() -> None:
    plans = re.compile(r"candor release (plan|apply|approve|promote) ")
    found = []
    for path in WORKFLOWS:
        for name, job in jobs(path):
            runs = [str(step.get("run", "")) for step in job.get("steps", [])]
            planning = next((at for at, run in enumerate(runs) if plans.search(run)), None)
            if planning is not None:
                found.append(name)
                before = runs[:planning]
                assert '.venv/bin/candor release size --commit "$COMMIT"' in before, name
    assert found == ["plan", "record", "promote", "plan", "apply"]


def test_a_hotfix_is_one_in_every_word_that_is_put_on_record() -> None:
    promote = REPOSITORY / ".github/workflows/promote.yaml"
    said = [step for step in steps(promote) if "inputs.hotfix" in step.get("if", "")]
    with_reason = ["--hotfix" in step["run"] for step in said]
    assert with_reason == [step["if"] == "inputs.hotfix != ''" for step in said]
    needing = re.compile(r"candor release (approve|promote)")
    assert [step for step in steps(promote) if needing.search(step.get("run", ""))] == said
    assert len(said) == 6
