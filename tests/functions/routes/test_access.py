"""Requests that an operator would ask about leave a line, which names no reader's parameters."""

import logging
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from functions.routes import access
from functions.routes.access import AccessMiddleware
from tests.fakes.clock import FakeClock


async def answer(request: Request) -> Response:
    request.app.state.clock.advance(float(request.query_params.get("s", 0)))
    return PlainTextResponse("", int(request.path_params["status"]))


async def fail(_: Request) -> Response:
    raise RuntimeError("no")


async def ask(
    path: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    paths = {"/x/{status}": answer, "/fail": fail, "/api/cron/{status}": answer}
    app = Starlette(routes=[Route(path, handler) for path, handler in paths.items()])
    app.add_middleware(AccessMiddleware)
    app.state.clock = FakeClock()
    watch = SimpleNamespace(perf_counter=app.state.clock.monotonic)
    monkeypatch.setattr(access, "time", watch)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    caplog.set_level(logging.DEBUG, "candor.access")
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await client.get(path)
    [record] = [one for one in caplog.records if one.name == "candor.access"]
    return vars(record)


@pytest.mark.parametrize(
    ("path", "level", "route", "status"),
    [
        ("/x/200?price=61000", "DEBUG", "/x/{status}", 200),
        ("/x/404", "DEBUG", "/x/{status}", 404),
        ("/x/503", "WARNING", "/x/{status}", 503),
        ("/x/200?s=0.99", "DEBUG", "/x/{status}", 200),
        ("/x/200?s=1", "WARNING", "/x/{status}", 200),
        ("/fail", "WARNING", "/fail", 500),
        ("/nothing/of/ours", "DEBUG", "no route", 404),
        ("/api/cron/200", "INFO", "/api/cron/{status}", 200),
        ("/api/cron/200?s=1", "INFO", "/api/cron/{status}", 200),
        ("/api/cron/401", "DEBUG", "/api/cron/{status}", 401),
        ("/api/cron/503", "WARNING", "/api/cron/{status}", 503),
    ],
)
async def test_what_failed_or_was_slow_is_a_warning_and_a_tick_is_told(
    path: str, level: str, route: str, status: int,
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    told = await ask(path, caplog, monkeypatch)
    assert (told["levelname"], told["route"], told["status"]) == (level, route, status)
    assert told["method"] == "GET"
    assert "?" not in told["message"]
    assert "price" not in str(told["args"])  # its figure may well be among the milliseconds
