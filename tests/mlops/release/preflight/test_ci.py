"""A commit's tests passed when the newest run, or a file about this commit, says so."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from functions.domain.errors import InvalidInput
from mlops.release.clients.api import Api
from mlops.release.preflight.checks import CiOutcome
from mlops.release.preflight.ci import said_by_github
from mlops.release.preflight.source import tests_source as source_of_tests
from mlops.release.preflight.source import workflows_source

GIVEN = {
    "VERCEL_TOKEN": "v" * 24 + "Ab1",
    "RENDER_API_KEY": "rnd_" + "Qw3eRt5yUi" * 3,
    "RELEASE_VAULT_KEY": "Lk7Hg5Fd3Sa1" * 3,
}
COMMIT, OTHER = "b" * 40, "a" * 40
EARLY, LATE = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"


def run(conclusion: str | None, at: str = LATE, name: str = "ci", commit: str = COMMIT) -> Any:
    return {"name": name, "head_sha": commit, "conclusion": conclusion, "created_at": at, "id": 1}


async def asked(*runs: Any, status: int = 200, workflow: str = "ci") -> tuple[CiOutcome, str]:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/repos/candor/candor/actions/runs"
        assert request.url.params["head_sha"] == COMMIT
        assert request.headers["Authorization"] == "Bearer token"
        return httpx.Response(status, json={"total_count": len(runs), "workflow_runs": list(runs)})

    transport = httpx.MockTransport(answer)
    api = Api("github", "https://api.github.test", "token", None, transport)
    return await said_by_github(api, "candor/candor", COMMIT, workflow)


async def test_the_newest_run_of_the_workflow_decides() -> None:
    assert (await asked(run("failure", EARLY), run("success")))[0] is CiOutcome.PASSED
    outcome, said = await asked(run("failure"), run("success", EARLY))
    assert (outcome, "ended as failure" in said) == (CiOutcome.FAILED, True)


@pytest.mark.parametrize("conclusion", ["cancelled", "skipped", "neutral", "timed_out", "new word"])
async def test_no_other_conclusion_is_a_pass(conclusion: str) -> None:
    assert (await asked(run(conclusion)))[0] is CiOutcome.FAILED


@pytest.mark.parametrize(
    "runs",
    [(), (run(None),), (run("success", name="tick"),), (run("success", commit=OTHER),)],
)
async def test_what_has_not_run_or_not_ended_is_not_known(runs: Any) -> None:
    assert (await asked(*runs))[0] is CiOutcome.UNKNOWN


async def test_a_refused_question_is_not_known() -> None:
    assert (await asked(status=404))[0] is CiOutcome.UNKNOWN


@pytest.mark.parametrize(
    ("commit", "conclusion", "outcome"),
    [
        (COMMIT, "success", CiOutcome.PASSED),
        (COMMIT, "failure", CiOutcome.FAILED),
        (OTHER, "success", CiOutcome.UNKNOWN),
    ],
)
async def test_a_file_speaks_of_one_commit(
    tmp_path: Path, commit: str, conclusion: str, outcome: CiOutcome
) -> None:
    file = tmp_path / "ci.json"
    file.write_text(json.dumps({"commit": commit, "conclusion": conclusion}))
    assert (await source_of_tests("staging", GIVEN, file)(COMMIT))[0] is outcome


@pytest.mark.parametrize("text", ["", "[]", '{"commit": 1, "conclusion": "success"}', "{}"])
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ci.json"
    file.write_text(text)
    with pytest.raises(InvalidInput, match="40 hex digits"):
        source_of_tests("staging", GIVEN, file)


async def test_each_workflow_is_asked_for_by_its_own_name(tmp_path: Path) -> None:
    runs = (run("success"), run("failure", name="security"))
    assert (await asked(*runs))[0] is CiOutcome.PASSED
    assert (await asked(*runs, workflow="security"))[0] is CiOutcome.FAILED
    files = [tmp_path / "ci.json", tmp_path / "security.json"]
    for file, name, conclusion in zip(
        files, ("ci", "security"), ("success", "failure"), strict=True
    ):
        result = {"commit": COMMIT, "conclusion": conclusion, "workflow": name}
        file.write_text(json.dumps(result))
    ask = workflows_source("staging", GIVEN, files)
    assert (await ask("ci", COMMIT))[0] is CiOutcome.PASSED
    assert (await ask("security", COMMIT))[0] is CiOutcome.FAILED
    assert (await ask("licences", COMMIT))[0] is CiOutcome.UNKNOWN


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none\.json cannot be read"):
        source_of_tests("staging", GIVEN, tmp_path / "none.json")
