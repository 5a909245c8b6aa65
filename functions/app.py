"""The HTTP application, from the services it is given."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.types import ASGIApp

from functions.bootstrap import Bootstrapped, Metering
from functions.routes import (
    crawlers,
    docs,
    embed,
    feed,
    front,
    metrics,
    operations,
    page_reports,
    reads,
    reproduce,
    transparency,
    watch,
)
from functions.routes.access import AccessMiddleware
from functions.routes.cors import ANYBODY, CorsMiddleware
from functions.routes.problems import describe_problems, install_problems
from functions.routes.request_meter import RequestMeter
from functions.routes.trace import TraceMiddleware

DESCRIPTION = "Calibrated Bitcoin forecasts that keep their own score in public."


def create_app(given: Bootstrapped) -> FastAPI:
    """The app that every runtime serves: uvicorn, Vercel, Lambda."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await given.close()

    app = FastAPI(
        title="Candor",
        version=_version(),
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    app.state.services = given.services
    app.state.shelf = given.shelf
    app.state.cron_secret = given.cron_secret
    app.state.metrics_token = given.metrics_token
    app.state.metering = given.metering
    app.state.watch_token = given.watch_token
    app.state.previous_secrets = given.previous_secrets
    app.state.previous_told = set()
    app.state.signature = given.signature
    app.state.environment = given.environment
    app.state.public_origin = given.public_origin
    app.state.redact = given.redact
    app.state.shell = given.shell
    app.state.report_allowance = given.report_allowance
    app.include_router(reads.router)
    app.include_router(reproduce.router)
    app.include_router(transparency.router)
    app.include_router(operations.router)
    app.include_router(metrics.router)
    app.include_router(page_reports.router)
    app.include_router(watch.router)
    app.include_router(docs.router)
    app.include_router(embed.pictures)
    app.include_router(embed.pages)
    app.include_router(feed.router)
    app.include_router(crawlers.router)
    app.include_router(front.router)
    install_problems(app)
    generate = app.openapi
    app.openapi = lambda: describe_problems(generate())  # type: ignore[method-assign]
    app.add_middleware(AccessMiddleware)
    app.add_middleware(TraceMiddleware)
    is_open = given.environment == "development"
    _surround(app, ANYBODY if is_open else given.public_origin, given.metering)
    return app


def _surround(app: FastAPI, readable_by: str | None, metering: Metering | None) -> None:
    """Put these outside of everything: Starlette answers our mistakes outside of middleware."""
    build = app.build_middleware_stack

    def surrounded() -> ASGIApp:
        inner = CorsMiddleware(build(), readable_by)
        return (
            inner if metering is None else RequestMeter(inner, metering.meter, metering.monotonic)
        )

    app.build_middleware_stack = surrounded  # type: ignore[method-assign]


def _version() -> str:
    try:
        return version("candor")
    except PackageNotFoundError:  # a function bundle carries the code, not its metadata
        return "0.1.0"
