"""What MLflow has on record, page by page, from answers as its REST API gives them."""

import json
from typing import Any

import httpx
import pytest

from functions.domain.errors import VendorRejected, VendorUnavailable
from functions.domain.metrics.outside import (
    MLFLOW_LAST_RUN,
    MLFLOW_MODEL_VERSIONS,
    MLFLOW_RUNS,
    MLFLOW_RUNS_FAILED,
)
from mlops.monitoring.watcher import mlflow
from mlops.monitoring.watcher.mlflow import ask_mlflow
from tests.fakes.meter import FakeMeter

RUNS: list[dict[str, Any]] = [
    {"info": {"status": "FINISHED", "end_time": 1_795_000_000_000}},
    {"info": {"status": "FAILED", "end_time": 1_795_000_500_000}},
    {"info": {"status": "RUNNING"}},
]


def server(runs: list[dict[str, Any]], experiments: int = 1) -> httpx.MockTransport:
    """A registry of two versions, and these runs, one on a page."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/2.0/mlflow/")
        if path == "model-versions/search":
            return httpx.Response(200, json={"model_versions": [{}, {}]})
        asked = json.loads(request.content)
        if path == "experiments/search":
            listed = [{"experiment_id": str(one)} for one in range(experiments)]
            return httpx.Response(200, json={"experiments": listed})
        assert path == "runs/search"
        assert asked["experiment_ids"] == ["0"]
        place = int(asked.get("page_token", "0"))
        more = {"next_page_token": str(place + 1)} if place + 1 < len(runs) else {}
        return httpx.Response(200, json={"runs": runs[place : place + 1], **more})

    return httpx.MockTransport(answer)


async def asked(transport: httpx.MockTransport) -> FakeMeter:
    meter = FakeMeter()
    async with httpx.AsyncClient(transport=transport, base_url="http://mlflow.test") as http:
        await ask_mlflow(http, meter)
    return meter


async def test_all_pages_are_counted_and_the_newest_end_is_told_in_seconds() -> None:
    meter = await asked(server(RUNS))
    assert meter.values == {
        (MLFLOW_MODEL_VERSIONS.name, ()): 2,
        (MLFLOW_RUNS.name, ()): 3,
        (MLFLOW_RUNS_FAILED.name, ()): 1,
        (MLFLOW_LAST_RUN.name, ()): 1_795_000_500.0,
    }


async def test_without_runs_there_is_no_newest_one() -> None:
    meter = await asked(server([], experiments=0))
    assert meter.values[MLFLOW_RUNS.name, ()] == 0
    assert (MLFLOW_LAST_RUN.name, ()) not in meter.values


async def test_a_server_whose_pages_never_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlflow, "PAGES_MAX", 2)
    with pytest.raises(VendorRejected, match="more than 2000 entries at runs/search"):
        await asked(server(RUNS))


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (httpx.Response(503), VendorUnavailable),
        (httpx.Response(200, text="<html>"), VendorUnavailable),
        (httpx.Response(403), VendorRejected),
        (httpx.Response(200, json={"runs": [{}], "experiments": [{}]}), VendorRejected),
    ],
)
async def test_each_failure_is_one_of_two_kinds(
    answer: httpx.Response, failure: type[Exception]
) -> None:
    with pytest.raises(failure):
        await asked(httpx.MockTransport(lambda _: answer))
