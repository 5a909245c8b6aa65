"""Whatever goes wrong is a problem document with a trace id, and no cache keeps it."""

import re
from dataclasses import replace
from typing import Any

import httpx
import pytest

from functions.app import create_app
from tests.fakes.world import UnreadableWorld
from tests.http.json_schema import Promise
from tests.http.small_world import SmallWorld, services

PROBLEM = "application/problem+json"
NOT_FOUND = [
    ("/api/", "http-404"),
    ("/api/v1/nowhere", "http-404"),
    ("/api/v1/forecasts/1h-20240501T00Z/more", "http-404"),
    ("/api/v1/forecasts/1h-20240504T01Z", "not-found"),
    ("/api/v1/forecasts/1h-20990101T00Z", "not-found"),
]
INVALID = [
    "/api/v1/forecasts/tomorrow",
    "/api/v1/forecasts/1h-20240501T0Z",
    "/api/v1/forecasts/2h-20240501T00Z",
    "/api/v1/forecasts?horizon=2h",
    "/api/v1/forecasts?status=lost",
    "/api/v1/forecasts?cursor=1h-2024",
    "/api/v1/forecasts?limit=0",
    "/api/v1/forecasts?limit=201",
    "/api/v1/forecasts?limit=10001&format=csv",
    "/api/v1/forecasts?format=xml",
    "/api/v1/forecasts?cutoff_from=2024-05-01T00:00:00",
    "/api/v1/forecasts?cutoff_until=yesterday",
    "/api/v1/forecasts?cutoff_until=1714521600",
    "/api/v1/forecasts?cutoff_from=2e-3",
    "/api/v1/levels?price=0&horizon=24h",
    "/api/v1/levels?price=-61000&horizon=24h",
    "/api/v1/levels?price=NaN&horizon=24h",
    "/api/v1/levels?price=Infinity&horizon=24h",
    "/api/v1/levels?price=1e999999&horizon=24h",
    "/api/v1/levels?price=1e-999999&horizon=24h",
    "/api/v1/levels?price=61k&horizon=24h",
    "/api/v1/levels?price=1_000&horizon=24h",
    "/api/v1/levels?price=%2B5&horizon=24h",
    "/api/v1/levels?price=%D9%A5&horizon=24h",
    "/api/v1/levels?price=&horizon=24h",
    "/api/v1/levels?horizon=2h&price=61000",
    "/api/v1/candles?hours=0",
    "/api/v1/candles?hours=1001",
    "/api/v1/candles?until=2024-05-07T00:00:00",
    "/api/v1/ledger?after=-2",
    "/api/v1/ledger?limit=201",
    "/api/v1/forecasts?Horizon=24h",
    "/api/v1/forecasts/1h-20240501T00Z?format=csv",
    "/api/v1/forecasts/1h-20240501T00Z/reproduce?x=",
    "/api/v1/status?_=1714521600",
    "/api/v1/version?x=1",
]


def problem_of(promise: Promise, answer: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """The problem document, seen to keep the promise of the OpenAPI document."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["cache-control"] == "no-store"
    document: dict[str, Any] = answer.json()
    assert promise.violations(promise.resolve("#/components/schemas/Problem"), document) == []
    assert document["type"] == f"urn:candor:problem:{kind}"
    assert document["status"] == status
    assert document["instance"] == answer.request.url.path
    assert document["title"]
    assert document["detail"]
    assert re.fullmatch(r"[0-9a-f]{32}", document["trace_id"])
    assert document["trace_id"] == answer.headers["x-trace-id"]
    return document


@pytest.mark.parametrize(("url", "kind"), NOT_FOUND)
async def test_what_does_not_exist_is_404(
    api: httpx.AsyncClient, promise: Promise, url: str, kind: str
) -> None:
    problem_of(promise, await api.get(url), 404, kind)


@pytest.mark.parametrize("url", INVALID)
async def test_what_cannot_be_meant_is_422_and_named(
    api: httpx.AsyncClient, promise: Promise, url: str
) -> None:
    document = problem_of(promise, await api.get(url), 422, "invalid-input")
    parameter = re.search(r"\?(\w+)=", url)
    if parameter and parameter[1] != "cursor":
        assert parameter[1] in document["detail"]


async def test_a_missed_slot_says_why_there_is_no_forecast(api: httpx.AsyncClient) -> None:
    answer = await api.get("/api/v1/forecasts/1h-20240504T01Z")
    assert "was missed: not issued by the deadline" in answer.json()["detail"]


async def test_a_naive_time_stamp_is_refused_with_an_example(api: httpx.AsyncClient) -> None:
    answer = await api.get("/api/v1/forecasts?cutoff_from=2024-05-01T00:00:00")
    assert "time zone" in answer.json()["detail"]
    assert "2025-07-17T00:00:00Z" in answer.json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_documents_can_only_be_read(
    api: httpx.AsyncClient, promise: Promise, method: str
) -> None:
    answer = await api.request(method, "/api/v1/forecast")
    problem_of(promise, answer, 405, "http-405")
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "url",
    [
        "/api/v1/forecasts/%00",
        "/api/v1/forecasts?cursor=%00",
        "/api/v1/forecasts?cutoff_from=0001-01-01T00:00:00%2B14:00",
        "/api/v1/forecasts?cutoff_until=9999-12-31T23:59:59-14:00",
        "/api/v1/forecasts/1h-00010101T00Z",
        "/api/v1/forecasts/7d-99991231T23Z",
        "/api/v1/forecasts?cursor=7d-99991231T23Z",
        "/api/v1/ledger?after=9223372036854775807",
        "/api/v1/ledger?after=99999999999999999999",
    ],
)
async def test_the_ends_of_time_and_of_numbers_are_nobodys_mistake(
    api: httpx.AsyncClient, url: str
) -> None:
    answer = await api.get(url)
    assert answer.status_code in (200, 404, 422), answer.text


async def test_our_own_mistake_is_500_and_tells_nothing_about_us(world: SmallWorld) -> None:
    mistaken = UnreadableWorld(RuntimeError("a secret of ours"))
    async with services(world.settings()) as given:
        broken = replace(given, services=replace(given.services, world=mistaken))
        transport = httpx.ASGITransport(create_app(broken), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://candor.test") as api:
            answer = await api.get("/api/v1/ledger")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["type"] == "urn:candor:problem:internal"
    assert "secret" not in answer.text
    assert re.fullmatch(r"[0-9a-f]{32}", answer.json()["trace_id"])
