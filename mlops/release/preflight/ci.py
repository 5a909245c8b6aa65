"""Whether a workflow passed for a commit: as GitHub says, or a file that whoever ran it wrote."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from functions.domain.errors import InvalidInput, VendorError
from mlops.release.clients.api import Api
from mlops.release.preflight.checks import CiOutcome

WORKFLOW = "ci"
PASSED = "success"
RUNS_MAX = 100
Said = tuple[CiOutcome, str]


class Run(BaseModel, frozen=True):
    """A run of a workflow; it has no conclusion before it ends."""

    name: str | None
    commit: Annotated[str, Field(alias="head_sha")]
    conclusion: str | None
    created_at: datetime


class _Runs(BaseModel, frozen=True):
    workflow_runs: list[Run]


class Result(BaseModel, frozen=True, strict=True, extra="forbid"):
    """The file: a commit of 40 hex digits, `success` or what else it ended as, and of what."""

    commit: str
    conclusion: str
    workflow: str = WORKFLOW


RUNS = TypeAdapter(_Runs)


async def said_by_github(api: Api, repository: str, commit: str, workflow: str = WORKFLOW) -> Said:
    """What the newest run of the workflow for this commit says."""
    path = f"/repos/{repository}/actions/runs"
    try:
        found = await api.get(RUNS, path, head_sha=commit, per_page=RUNS_MAX)
    except VendorError as error:
        return CiOutcome.UNKNOWN, str(error)
    runs = [one for one in found.workflow_runs if (one.name, one.commit) == (workflow, commit)]
    if not runs:
        return CiOutcome.UNKNOWN, f"{repository} has no run of {workflow} for it"
    newest = max(runs, key=lambda one: one.created_at)
    if newest.conclusion is None:
        return CiOutcome.UNKNOWN, f"{workflow} of {repository} has not ended yet"
    return _judged(newest.conclusion, commit, f"{workflow} of {repository}")


def read_result(path: Path) -> Result:
    """The file. Raises InvalidInput for another form."""
    try:
        return Result.model_validate(json.loads(path.read_text()))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, ValidationError):
        raise InvalidInput(
            f'{path} is not {{"commit": "40 hex digits", "conclusion": "success"}}'
        ) from None


def said_by_file(path: Path, result: Result, commit: str) -> Said:
    """What the file says, if it is of this commit."""
    if result.commit != commit:
        return CiOutcome.UNKNOWN, f"{path} speaks of {result.commit[:7]}"
    return _judged(result.conclusion, commit, str(path))


def _judged(conclusion: str, commit: str, who: str) -> Said:
    if conclusion == PASSED:
        return CiOutcome.PASSED, f"{who}: passed"
    return CiOutcome.FAILED, f"{who}: {commit[:7]} ended as {conclusion}"
