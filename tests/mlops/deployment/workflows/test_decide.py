"""Of every step of every workflow it is known whether it runs here, and if not, why."""

import re
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.deployment.workflows.run_locally import LEFT, WOULD, Locally
from mlops.deployment.workflows.workflow_file import read_workflow
from mlops.local.settings import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yaml"))
ALL = {"vars.CANDOR_RELEASES": "on", "github.event_name": "workflow_dispatch", "github.sha": "abc"}
REASONS = (
    r"needs the secret \w+ of the environment [\w -]+|needs what the (job|step) \w+ gives"
    r"|needs github\.[\w.]+, which only GitHub knows|comes after a step that was left"
    r"|is for after a failure|is not for (now|this event): .+"
    r"|needs the job \w+|needs the token by which GitHub says who it is"
)
STEP = """\
name: small
on: push
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
"""


def locally(path: Path, known: dict[str, str]) -> Locally:
    return Locally(read_workflow(path), REPOSITORY, "HEAD", known, {}, lambda _: None)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_step_would_run_or_has_its_reason(path: Path) -> None:
    outcomes = list(locally(path, ALL).listed())
    assert {one.job for one in outcomes} == {one.id for one in read_workflow(path).jobs}
    left = [one for one in outcomes if one.became != WOULD]
    assert [one for one in left if not re.fullmatch(REASONS, one.detail)] == []


def test_the_tests_of_a_commit_need_nothing_of_githubs() -> None:
    for event in ("push", "schedule"):
        outcomes = locally(WORKFLOWS[0].with_name("ci.yaml"), ALL | {"github.event_name": event})
        left = {one.detail for one in outcomes.listed() if one.became == LEFT}
        assert all("event" in why or "after a failure" in why for why in left)


@pytest.mark.parametrize("name", ["release", "rollback", "schedule"])
def test_with_its_secrets_a_release_runs_whole(name: str) -> None:
    given = {"secrets.ENVIRONMENT_FILE": "x", "github.token": "t", "github.triggering_actor": "ada"}
    chosen = ALL | given | {"inputs.environment": "staging"}
    outcomes = locally(WORKFLOWS[0].with_name(f"{name}.yaml"), chosen).listed()
    assert [one for one in outcomes if one.became == LEFT] == []


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("      - uses: somebody/something@abc\n", "stands for the action somebody/something"),
        ("      - run: a\n        shell: pwsh\n", "step 1 uses shell"),
        ("      - run: a\n        if: success()\n", "judges `success\\(\\)`"),
        ("      - run: a\n    container: x\n", "one uses container"),
        ("      - run: a\n    needs: two\n", "a job that is not there"),
    ],
)
def test_what_nothing_here_stands_for_is_refused(tmp_path: Path, more: str, why: str) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(STEP + more)
    with pytest.raises(InvalidInput, match=why):
        list(locally(file, {}).listed())
