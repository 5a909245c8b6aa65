"""Every read endpoint keeps the promises of its model and of the OpenAPI document."""

import re
from typing import Any

import httpx
import pytest

from functions.documents.calibration import Calibration
from functions.documents.candles import Candles
from functions.documents.checkpoints import Checkpoints, ConsistencyProof, InclusionProof
from functions.documents.envelope import Document
from functions.documents.forecast import ForecastDetail, LatestForecasts
from functions.documents.ledger import Ledger
from functions.documents.levels import LevelsDocument
from functions.documents.models import Models
from functions.documents.price import PriceDocument
from functions.documents.reproduction import Reproduction
from functions.documents.status import Health, StatusDocument, Version
from functions.documents.track_record import ForecastPage, Scores
from functions.openapi import openapi
from tests.http.json_schema import Promise
from tests.http.runtimes.runtime import Runtime
from tests.http.small_world import COMMIT, SOURCE

FORECAST_ID = "24h-20240501T00Z"
DOCUMENTS: dict[str, tuple[str, type[Document]]] = {
    "/api/v1/forecast": ("/api/v1/forecast", LatestForecasts),
    "/api/v1/forecasts": ("/api/v1/forecasts", ForecastPage),
    "/api/v1/forecasts?status=missed&limit=3": ("/api/v1/forecasts", ForecastPage),
    f"/api/v1/forecasts/{FORECAST_ID}": ("/api/v1/forecasts/{id}", ForecastDetail),
    f"/api/v1/forecasts/{FORECAST_ID}/reproduce": (
        "/api/v1/forecasts/{id}/reproduce",
        Reproduction,
    ),
    "/api/v1/levels?horizon=24h&price=61000": ("/api/v1/levels", LevelsDocument),
    "/api/v1/levels?horizon=7d&price=0.5": ("/api/v1/levels", LevelsDocument),
    "/api/v1/candles": ("/api/v1/candles", Candles),
    "/api/v1/candles?hours=3": ("/api/v1/candles", Candles),
    "/api/v1/price": ("/api/v1/price", PriceDocument),
    "/api/v1/scores": ("/api/v1/scores", Scores),
    "/api/v1/scores/24h": ("/api/v1/scores/{horizon}", Calibration),
    "/api/v1/ledger": ("/api/v1/ledger", Ledger),
    "/api/v1/ledger/checkpoints": ("/api/v1/ledger/checkpoints", Checkpoints),
    "/api/v1/models": ("/api/v1/models", Models),
    "/api/v1/status": ("/api/v1/status", StatusDocument),
}
PLAIN: dict[str, tuple[str, type[Document]]] = {
    "/api/v1/version": ("/api/v1/version", Version),
    "/api/health": ("/api/health", Health),
    "/api/v1/ledger/proof?index=7": ("/api/v1/ledger/proof", InclusionProof),
    "/api/v1/ledger/consistency?from=7": ("/api/v1/ledger/consistency", ConsistencyProof),
}
BYTES = {f"/api/v1/forecasts/{{id}}/{part}" for part in ("input", "artifact")}
"""Answered as they were hashed, with nothing around them; see test_reproduce.py."""
FILES = {"/checkpoint", "/tile/{level}/{path}", "/api/v1/ledger/key"}
"""The transparency log's, which are no JSON; test_transparency.py reads them."""

SENT = {"/api/v1/page-reports"}
"""Not read but told to us; see test_page_reports.py."""


@pytest.mark.parametrize("url", [*DOCUMENTS, *PLAIN])
async def test_an_answer_keeps_what_its_model_and_the_openapi_document_promise(
    api: httpx.AsyncClient, promise: Promise, url: str
) -> None:
    path, model = {**DOCUMENTS, **PLAIN}[url]
    ok = openapi()["paths"][path]["get"]["responses"]["200"]
    answer = await api.get(url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    model.model_validate_json(answer.content, strict=True)
    schema = ok["content"]["application/json"]["schema"]
    assert promise.violations(schema, answer.json()) == []


@pytest.mark.parametrize("url", DOCUMENTS)
async def test_a_document_says_mode_source_and_how_old_its_data_are(
    api: httpx.AsyncClient, url: str
) -> None:
    document = (await api.get(url)).json()
    assert document["mode"] == "simulated"
    assert document["source"] == SOURCE
    assert document["data_as_of"] == "2024-05-08T00:00:00Z"


async def test_the_served_openapi_document_announces_every_public_path_and_only_those(
    api: httpx.AsyncClient,
) -> None:
    served = (await api.get("/api/openapi.json")).json()
    paths = {path for path, _ in (*DOCUMENTS.values(), *PLAIN.values())}
    assert served == openapi()
    assert set(served["paths"]) == paths | BYTES | FILES | SENT


async def test_the_api_describes_itself_on_a_page_without_foreign_hosts(
    api: httpx.AsyncClient,
) -> None:
    page = await api.get("/api/docs")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "/api/openapi.json" in page.text
    assert "//" not in page.text.replace("<!doctype html>", "")


async def test_every_file_the_api_page_loads_is_served_beside_it(
    runtime: Runtime, api: httpx.AsyncClient
) -> None:
    page = await api.get("/api/docs")
    files = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    assert "/api/openapi.json" in files
    # The app alone serves its own; the gateway, as Vercel does, the page's files too.
    own = [file for file in files if file.startswith("/api/")]
    served = files if runtime.serves_page else own
    assert [file for file in served if (await api.get(file)).status_code != 200] == []


async def test_the_newest_forecast_of_every_horizon_comes_shortest_first(
    api: httpx.AsyncClient,
) -> None:
    document = (await api.get("/api/v1/forecast")).json()
    slots = [one["record"]["slot"] for one in document["forecasts"]]
    assert [slot["horizon"] for slot in slots] == ["1h", "4h", "24h", "7d"]
    assert {slot["cutoff"] for slot in slots} == {"2024-05-08T00:00:00Z"}
    assert document["directional_edge"] == []
    upcoming = {one["horizon"]: one["cutoff"] for one in document["next_slots"]}
    assert upcoming["1h"] == upcoming["4h"] == upcoming["24h"] == "2024-05-08T01:00:00Z"
    assert upcoming["7d"] == "2024-05-09T00:00:00Z"


async def test_candles_are_the_newest_closed_hours_oldest_first(api: httpx.AsyncClient) -> None:
    document = (await api.get("/api/v1/candles?hours=5")).json()
    opened = [candle["open_time"] for candle in document["candles"]]
    assert opened == [f"2024-05-07T{hour}:00:00Z" for hour in range(19, 24)]
    assert document["gaps"] == []
    whole_week = (await api.get("/api/v1/candles")).json()["candles"]
    assert len(whole_week) == 168
    assert whole_week[-5:] == document["candles"]


async def test_candles_up_to_an_instant_are_those_that_were_closed_by_then(
    api: httpx.AsyncClient,
) -> None:
    whole_week = (await api.get("/api/v1/candles")).json()["candles"]
    # 22:30 in Delhi is 17:00 in UTC.
    for until in ("2024-05-07T17:59:59Z", "2024-05-07T22:30:00%2B05:30"):
        past = (await api.get(f"/api/v1/candles?hours=3&until={until}")).json()["candles"]
        assert past == whole_week[-10:-7]
        assert past[-1]["open_time"] == "2024-05-07T16:00:00Z"
    later = (await api.get("/api/v1/candles?hours=3&until=2030-01-01T00:00:00Z")).json()
    assert later["candles"] == whole_week[-3:]
    earliest = (await api.get("/api/v1/candles?hours=3&until=0001-01-01T00:00:00%2B14:00")).json()
    assert earliest["candles"] == []


async def test_the_price_of_a_world_without_venues_is_its_newest_close(
    api: httpx.AsyncClient,
) -> None:
    document = (await api.get("/api/v1/price")).json()
    newest = (await api.get("/api/v1/candles?hours=1")).json()["candles"][0]
    assert float(document["price"]) == round(float(newest["close"]), 2)
    assert document["time"] == document["data_as_of"]
    assert document["origin"] == "candle"
    assert [one["name"] for one in document["sources"]] == ["settlement"]


async def test_scores_and_status_count_what_the_list_of_forecasts_shows(
    api: httpx.AsyncClient,
) -> None:
    listed = await all_rows(api)
    scores = (await api.get("/api/v1/scores")).json()["horizons"]
    status = (await api.get("/api/v1/status")).json()
    for horizon in scores:
        rows = [row for row in listed if row["horizon"] == horizon["horizon"]]
        by_status = {name: _count(rows, name) for name in ("pending", "scored", "missed")}
        assert horizon["scored"] == by_status["scored"] == sum(horizon["pit_histogram"])
        assert horizon["issued"] == by_status["scored"] + by_status["pending"]
        assert horizon["missed"] == by_status["missed"]
        held = sum(row["covered_80"] is True for row in rows) / by_status["scored"]
        assert float(horizon["coverage"]["80"]) == pytest.approx(held, abs=5e-7)
        mean = sum(float(row["pinball"] or 0) for row in rows) / by_status["scored"]
        assert float(horizon["pinball"]["model"]) == pytest.approx(mean, abs=2e-9)
    assert status["issued"] + status["missed"] == len(listed)
    assert status["scored"] == _count(listed, "scored")
    assert (status["matured_unscored"], status["missing_hours"]) == (0, 0)
    assert [one["ok"] for one in status["dependencies"]] == [True, True]
    assert status["clock"]["state"] == "running"
    assert (status["health"], status["degraded_because"]) == ("ok", [])


async def test_the_first_model_is_champion_by_an_entry_in_the_ledger(
    api: httpx.AsyncClient,
) -> None:
    document = (await api.get("/api/v1/models")).json()
    [version], [promotion] = document["versions"], document["promotions"]
    assert version["role"] == promotion["role"] == "champion"
    assert version["digest"] == promotion["digest"]
    assert version["trained_until"] == "2024-04-29T23:00:00Z"
    assert [row["horizon"] for row in version["evaluation"]] == ["1h", "4h", "24h", "7d"]
    entry = f"/api/v1/ledger?after={promotion['ledger_index'] - 1}&limit=1"
    [recorded] = (await api.get(entry)).json()["entries"]
    assert recorded["kind"] == "promotion"
    assert version["digest"] in recorded["body"]


async def test_the_version_names_the_commit_that_runs(
    api: httpx.AsyncClient, request: pytest.FixtureRequest
) -> None:
    version = (await api.get("/api/v1/version")).json()
    assert (version["product"], version["environment"]) == ("candor", "development")
    if "in process" in request.node.name:
        assert version["commit"] == COMMIT


async def all_rows(api: httpx.AsyncClient) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor = None
    while True:
        params = {"limit": 200, **({"cursor": cursor} if cursor else {})}
        page = (await api.get("/api/v1/forecasts", params=params)).json()
        rows += page["forecasts"]
        cursor = page["next_cursor"]
        if cursor is None:
            return rows


def _count(rows: list[dict[str, Any]], status: str) -> int:
    return sum(row["status"] == status for row in rows)
