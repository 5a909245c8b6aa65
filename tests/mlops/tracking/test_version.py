"""The MLflow server says which commit it runs before MLflow looks at a request."""

from typing import Any

import httpx
import pytest

from mlops.tracking.version import commit_of, says_version

COMMIT = "c" * 40


async def mlflow(scope: Any, _receive: Any, send: Any) -> None:
    """An app that lets nobody in."""
    body = f"{scope['method']} {scope['path']} needs a user".encode()
    await send({"type": "http.response.start", "status": 401, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def asked(method: str, path: str, commit: str = COMMIT) -> httpx.Response:
    transport = httpx.ASGITransport(says_version(mlflow, commit))
    async with httpx.AsyncClient(transport=transport, base_url="https://mlflow.test") as http:
        return await http.request(method, path)


async def test_version_is_answered_to_everybody() -> None:
    answer = await asked("GET", "/version")
    assert (answer.status_code, answer.json()) == (200, {"commit": COMMIT})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/version"), ("GET", "/version/"), ("GET", "/"), ("GET", "/api")]
)
async def test_everything_else_is_mlflows(method: str, path: str) -> None:
    assert (await asked(method, path)).text == f"{method} {path} needs a user"


async def test_a_server_that_was_told_no_commit_says_none() -> None:
    assert (await asked("GET", "/version", commit="")).status_code == 404


def test_renders_word_comes_before_anybody_elses() -> None:
    assert commit_of({"CANDOR_COMMIT": "b", "RENDER_GIT_COMMIT": "a"}) == "a"
    assert commit_of({"CANDOR_COMMIT": "b", "RENDER_GIT_COMMIT": ""}) == "b"
    assert commit_of({}) == ""
