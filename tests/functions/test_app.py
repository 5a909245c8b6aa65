"""The application is what it is given, and lets go of it at the end."""

from contextlib import AsyncExitStack
from importlib.metadata import version
from typing import Any, cast

import httpx

from functions.app import create_app
from functions.bootstrap import Bootstrapped
from mlops.local.settings import REPOSITORY
from mlops.local.vercel_config import read_vercel_config

NOTHING = cast("Any", None)


async def test_what_it_was_given_is_closed_once_when_the_server_stops() -> None:
    closed: list[str] = []

    async def close() -> None:
        closed.append("closed")

    app = create_app(Bootstrapped(NOTHING, NOTHING, "secret", "staging", close))
    async with AsyncExitStack() as serving:
        await serving.enter_async_context(app.router.lifespan_context(app))
        assert closed == []
    assert closed == ["closed"]


async def test_health_needs_no_service_at_all() -> None:
    app = create_app(Bootstrapped(NOTHING, NOTHING, "secret", "staging", NOTHING))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://candor.test") as api:
        answer = await api.get("/api/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_its_version_is_that_of_the_package() -> None:
    app = create_app(Bootstrapped(NOTHING, NOTHING, "secret", "staging", NOTHING))
    assert app.version == version("candor")


def test_every_path_is_one_that_the_platform_routes_to_the_function() -> None:
    app = create_app(Bootstrapped(NOTHING, NOTHING, "secret", "staging", NOTHING))
    assert app.openapi_url == "/api/openapi.json"
    assert app.docs_url is app.redoc_url is None
    routed = read_vercel_config(REPOSITORY / "vercel.json")
    assert all(routed.reaches_function(path) for path in app.openapi()["paths"])
