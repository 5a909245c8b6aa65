"""What MLflow has on record: versions, runs, failures, the newest run.

Asked seldom: each question wakes its database.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx

from functions.domain.errors import VendorRejected
from functions.domain.metrics.outside import (
    MLFLOW_LAST_RUN,
    MLFLOW_MODEL_VERSIONS,
    MLFLOW_RUNS,
    MLFLOW_RUNS_FAILED,
)
from functions.ports.meter import Meter
from mlops.monitoring.watcher.answers import answer_of

API = "/api/2.0/mlflow"
PAGE_SIZE = 1000
PAGES_MAX = 50
VENDOR = "mlflow"


async def ask_mlflow(http: httpx.AsyncClient, meter: Meter) -> None:
    """Tell what is on record; `http` has the server's address and a user who may read.

    Raises VendorUnavailable, VendorRejected.
    """
    try:
        versions = [one async for one in _versions(http)]
        runs = [one["info"] async for one in _runs(http)]
        ends_ms = [int(run["end_time"]) for run in runs if run.get("end_time")]
        failed = sum(run["status"] == "FAILED" for run in runs)
    except (KeyError, TypeError, ValueError) as error:
        raise VendorRejected(VENDOR, f"answered in a form we do not know: {error}") from None
    meter.set(MLFLOW_MODEL_VERSIONS, len(versions))
    meter.set(MLFLOW_RUNS, len(runs))
    meter.set(MLFLOW_RUNS_FAILED, failed)
    if ends_ms:
        meter.set(MLFLOW_LAST_RUN, max(ends_ms) / 1000)


async def _versions(http: httpx.AsyncClient) -> AsyncIterator[Mapping[str, Any]]:
    async for page in _pages(http, "GET", "model-versions/search", {}):
        for one in page.get("model_versions", ()):
            yield one


async def _runs(http: httpx.AsyncClient) -> AsyncIterator[Mapping[str, Any]]:
    experiments = [
        one["experiment_id"]
        async for page in _pages(http, "POST", "experiments/search", {})
        for one in page.get("experiments", ())
    ]
    if not experiments:
        return
    async for page in _pages(http, "POST", "runs/search", {"experiment_ids": experiments}):
        for one in page.get("runs", ()):
            yield one


async def _pages(
    http: httpx.AsyncClient, method: str, path: str, asked: Mapping[str, Any]
) -> AsyncIterator[Mapping[str, Any]]:
    token = ""
    for _ in range(PAGES_MAX):
        words = {**asked, "max_results": PAGE_SIZE, **({"page_token": token} if token else {})}
        where = f"{API}/{path}"
        request = (
            http.build_request("GET", where, params=words)
            if method == "GET"
            else http.build_request(method, where, json=words)
        )
        page = await answer_of(VENDOR, http, request)
        yield page
        token = page.get("next_page_token", "")
        if not token:
            return
    raise VendorRejected(VENDOR, f"has more than {PAGES_MAX * PAGE_SIZE} entries at {path}")
