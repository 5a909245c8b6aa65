"""A commit is released only from a branch that the environment takes."""

from dataclasses import replace
from typing import Any

import pytest

from functions.domain.errors import InvalidInput
from mlops.release.declared.release import read_release
from mlops.release.preflight.branch import off_branch
from tests.mlops.release.conducting import Stage
from tests.mlops.release.rig import NEW


@pytest.mark.parametrize(
    ("environment", "branch", "taken"),
    [
        ("staging", "feature/levels", True),
        ("staging", "feature/levels/by-hour", True),
        ("staging", "development", True),
        ("staging", "hotfix/late-slot", True),
        ("staging", "experiment", False),
        ("staging", "my-feature/levels", False),
        ("production", "main", True),
        ("production", "hotfix/late-slot", True),
        ("production", "development", False),
        ("production", "feature/levels", False),
        ("production", "maintenance", False),
    ],
)
def test_each_environment_takes_its_own_branches(
    stage: Stage, environment: str, branch: str, taken: bool
) -> None:
    stage.commits.on[:] = [branch]
    declared = read_release().environment(environment)
    said = off_branch(replace(stage.target, name=environment, declared=declared), NEW)
    assert (said == []) is taken
    assert all(f"is on {branch} only. {environment} is released from " in one for one in said)


def test_one_branch_of_several_is_enough(stage: Stage) -> None:
    stage.commits.on[:] = ["experiment", "main"]
    assert off_branch(stage.target, NEW) == []


async def test_a_commit_on_no_branch_is_not_planned(stage: Stage) -> None:
    stage.commits.on.clear()
    with pytest.raises(InvalidInput, match="branch: bbbbbbb is on no branch that is known here"):
        (await stage.prepare()).approved()


def test_on_this_machine_any_commit_is_tried(stage: Stage) -> None:
    stage.commits.on.clear()
    stack: Any = object()
    assert off_branch(replace(stage.target, stack=stack), NEW) == []
