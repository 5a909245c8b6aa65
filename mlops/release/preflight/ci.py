"""Whether the tests of a commit passed: as GitHub says, or a file that whoever ran them wrote."""

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
    """The file: a commit of 40 hex digits, and `success` or what else it ended as."""

    commit: str
    conclusion: str


RUNS = TypeAdapter(_Runs)


async def tests_of_github(api: Api, repository: str, commit: str) -> Said:
    """What the newest run of the workflow `ci` for this commit says."""
    path = f"/repos/{repository}/actions/runs"
    try:
        found = await api.get(RUNS, path, head_sha=commit, per_page=RUNS_MAX)
    except VendorError as error:
        return CiOutcome.UNKNOWN, str(error)
    runs = [one for one in found.workflow_runs if (one.name, one.commit) == (WORKFLOW, commit)]
    if not runs:
        return CiOutcome.UNKNOWN, f"{repository} has no run of {WORKFLOW} for it"
    newest = max(runs, key=lambda one: one.created_at)
    if newest.conclusion is None:
        return CiOutcome.UNKNOWN, f"{WORKFLOW} of {repository} has not ended yet"
    return _judged(newest.conclusion, commit, f"{WORKFLOW} of {repository}")


def tests_of_file(path: Path, commit: str) -> Said:
    """What the file says, if it is of this commit. Raises InvalidInput for another form."""
    try:
        result = Result.model_validate(json.loads(path.read_text()))
    except (ValueError, ValidationError):
        raise InvalidInput(
            f'{path} is not {{"commit": "40 hex digits", "conclusion": "success"}}'
        ) from None
    if result.commit != commit:
        return CiOutcome.UNKNOWN, f"{path} speaks of {result.commit[:7]}"
    return _judged(result.conclusion, commit, str(path))


def _judged(conclusion: str, commit: str, who: str) -> Said:
    if conclusion == PASSED:
        return CiOutcome.PASSED, f"{who}: passed"
    return CiOutcome.FAILED, f"{who}: the tests of {commit[:7]} ended as {conclusion}"
