"""Every request that is answered is counted once, whoever answers it, and no reader waits."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Scope

from functions.adapters.process_meter import FLUSH_S, ProcessMeter
from functions.app import create_app
from functions.bootstrap import Bootstrapped, Metering
from functions.domain.errors import NotReady
from functions.domain.metrics.fields import Histogram, read_fields
from functions.domain.metrics.labels import ROUTE
from functions.domain.metrics.metric import OTHER
from functions.domain.metrics.serving import (
    FUNCTION_STARTS,
    HTTP_REQUEST_DURATION,
    HTTP_REQUESTS,
    HTTP_STALE_ANSWERS,
)
from functions.openapi import openapi
from functions.ports.meter import Batch
from functions.queries.scrape import PRODUCT, Scrape
from functions.routes.dependencies import services_of
from functions.routes.request_meter import RequestMeter
from tests.fakes.aggregate import FakeAggregate
from tests.fakes.clock import FakeClock
from tests.fakes.meter import FakeMeter

NOTHING = cast("Any", None)


class Counting(FakeMeter):
    """A meter that says when it was let flush."""

    def __init__(self) -> None:
        super().__init__()
        self.flushed = 0

    async def flush_if_due(self) -> None:
        """Count that too."""
        self.flushed += 1

    async def flush(self) -> None:
        """The same."""
        self.flushed += 1

    def requests(self) -> dict[tuple[str, ...], int]:
        """Requests by route and status class."""
        return {key: n for (name, key), n in self.counted.items() if name == HTTP_REQUESTS.name}


class Stage:
    """The product's app without any service, a meter, and a client."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.meter = Counting()
        scrape = Scrape(FakeAggregate(), self.clock.monotonic)
        metering = Metering(self.meter, self.clock.monotonic, scrape)
        given = Bootstrapped(NOTHING, NOTHING, "secret", "staging", NOTHING, metering=metering)
        self.app = create_app(given)
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://candor.test")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    yield stage
    await stage.client.aclose()


@pytest.mark.parametrize(
    ("method", "path", "counted"),
    [
        ("GET", "/api/health", ("/api/health", "2xx")),
        ("HEAD", "/api/health", ("/api/health", "2xx")),
        ("POST", "/api/health", ("/api/health", "4xx")),
        ("GET", "/api/openapi.json", ("/api/openapi.json", "2xx")),
        ("GET", "/api/docs", ("/api/docs", "2xx")),
        ("GET", "/api/nothing", (OTHER, "4xx")),
        ("GET", "/api/v1/forecasts/{id}/nothing", (OTHER, "4xx")),
        ("GET", "/api/v1/version?misspelt=1", ("/api/v1/version", "4xx")),
        ("GET", "/api/metrics", ("/api/metrics", "4xx")),
        ("GET", "/api/cron/ingest", ("/api/cron/{job}", "4xx")),
        ("GET", "/api/cron/tick", ("/api/cron/tick", "4xx")),
        # No service is there: these raise where nobody but Starlette's last resort answers.
        ("GET", "/api/v1/version", ("/api/v1/version", "5xx")),
        ("GET", "/tile/0/x001/067", ("/tile/{level}/{path:path}", "5xx")),
        ("HEAD", "/api/v1/version", ("/api/v1/version", "5xx")),
    ],
)
async def test_an_answer_is_counted_once_by_route_and_status(
    stage: Stage, method: str, path: str, counted: tuple[str, str]
) -> None:
    answer = await stage.client.request(method, path)
    assert f"{answer.status_code // 100}xx" == counted[1]
    assert stage.meter.requests() == {counted: 1}
    durations = {(HTTP_REQUEST_DURATION.name, counted[:1]): [0.0]}
    assert stage.meter.observed == durations
    assert stage.meter.flushed == 1


async def test_a_preflight_is_no_read(stage: Stage) -> None:
    asks = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    await stage.client.options("/api/v1/forecast", headers=asks)
    assert stage.meter.requests() == {(OTHER, "4xx"): 1}


async def test_a_process_starts_once(stage: Stage) -> None:
    for _ in range(3):
        await stage.client.get("/api/health")
    assert stage.meter.counted[FUNCTION_STARTS.name, ()] == 1


async def test_no_lifespan_is_counted(stage: Stage) -> None:
    messages = iter([{"type": "lifespan.startup"}])

    async def receive() -> Message:
        try:
            return next(messages)
        except StopIteration:
            raise asyncio.CancelledError from None

    async def send(_: Message) -> None:
        """Says that it started."""

    with pytest.raises(asyncio.CancelledError):
        await stage.app({"type": "lifespan", "app": stage.app, "state": {}}, receive, send)
    assert stage.meter.requests() == {}


@pytest.mark.parametrize(
    ("environment", "counted"),
    [("development", "preparing"), ("staging", "5xx"), ("production", "5xx")],
)
async def test_a_world_that_is_not_open_is_a_failure_where_it_was_deployed(
    stage: Stage, environment: str, counted: str
) -> None:
    async def unopened() -> None:
        raise NotReady("the world is still being prepared")

    stage.app.state.environment = environment
    stage.app.dependency_overrides[services_of] = unopened
    answer = await stage.client.get("/api/v1/version")
    assert answer.status_code == 503
    assert stage.meter.requests() == {("/api/v1/version", counted): 1}


@pytest.mark.parametrize(("header", "stale"), [(b"1", 1), (b"0", 0), (None, 0)])
async def test_answers_with_the_last_known_figures_are_counted(
    header: bytes | None, stale: int
) -> None:
    async def app(scope: Scope, _receive: object, send: Any) -> None:
        scope["endpoint"] = app
        headers = [] if header is None else [(b"x-candor-stale", header)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    meter = Counting()
    await answered(RequestMeter(app, meter, lambda: 0.0), "/api/v1/forecast")
    assert meter.counted[HTTP_STALE_ANSWERS.name, ("/api/v1/forecast",)] == stale


async def test_an_app_that_raises_before_it_says_anything_is_a_server_error() -> None:
    async def app(*_: object) -> None:
        raise RuntimeError("before anything")

    meter = Counting()
    with pytest.raises(RuntimeError, match="before anything"):
        await answered(RequestMeter(app, meter, lambda: 0.0), "/")
    assert (meter.requests(), meter.flushed) == ({(OTHER, "5xx"): 1}, 1)


async def test_the_last_byte_leaves_before_anything_is_sent_to_the_aggregate() -> None:
    order: list[str] = []
    clock = FakeClock()
    aggregate = FakeAggregate()
    meter = ProcessMeter(aggregate, clock.monotonic)

    class Slow(FakeAggregate):
        async def add(self, batch: Batch) -> None:
            order.append("flush")
            clock.advance(FLUSH_S)
            await aggregate.add(batch)

    meter._aggregate = Slow()

    async def app(scope: Scope, _receive: object, send: Any) -> None:
        scope["endpoint"] = app
        await send({"type": "http.response.start", "status": 200, "headers": []})
        clock.advance(0.25)
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        clock.advance(0.5)
        await send({"type": "http.response.body", "body": b"b"})
        clock.advance(60)  # what goes on after the answer is no reader's time

    sent = await answered(RequestMeter(app, meter, clock.monotonic), "/api/health", order)
    order.append("returned")
    assert sent == [b"", b"a", b"b"]
    assert order == ["http.response.start", *["http.response.body"] * 2, "flush", "returned"]
    told = read_fields(await aggregate.read(), PRODUCT)
    duration = told[HTTP_REQUEST_DURATION.name][("/api/health",)]
    assert isinstance(duration, Histogram)
    assert duration.sum == 0.75


async def answered(app: RequestMeter, path: str, order: list[str] | None = None) -> list[bytes]:
    """The bodies that an app sends for a GET."""
    bodies = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        bodies.append(message.get("body", b""))
        if order is not None:
            order.append(message["type"])

    await app({"type": "http", "method": "GET", "path": path, "headers": []}, receive, send)
    return bodies


def test_the_label_lists_the_routes_of_the_app(stage: Stage) -> None:
    routes = set(templates(stage.app))
    assert len(routes) > 20
    assert routes == set(ROUTE.values)
    assert set(openapi()["paths"]) <= {one.replace(":path}", "}") for one in ROUTE.values}


def templates(app: FastAPI) -> list[str]:
    """The path templates of all routes of an app, those of included routers too."""
    found: list[str] = []
    for route in app.router.routes:
        router = getattr(route, "original_router", None)
        found += [cast("Any", one).path for one in (router.routes if router else [route])]
    return found
