"""The watcher as an ASGI app: the rounds behind it, `/metrics` and `/health` in front."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from prometheus_client.exposition import choose_encoder
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from functions.domain.bearer import Bearer, Shown
from functions.ports.world import Clock
from mlops.monitoring.watcher.registry import RegistryMeter
from mlops.monitoring.watcher.rounds import Round, make_rounds


def watcher_app(
    rounds: Iterable[Round], meter: RegistryMeter, clock: Clock, accepted: Bearer
) -> Starlette:
    """The app; its rounds are made from start to shutdown."""

    async def metrics(request: Request) -> Response:
        if accepted.shown_by(request.headers.get("Authorization", "")) is Shown.NEITHER:
            return PlainTextResponse(
                "send METRICS_TOKEN as a bearer token\n",
                401,
                {"WWW-Authenticate": "Bearer"},
            )
        encode, media_type = choose_encoder(request.headers.get("Accept", ""))
        body = encode(meter.registry)
        return Response(body, headers={"Content-Type": media_type, "Cache-Control": "no-store"})

    async def health(_: Request) -> Response:
        return PlainTextResponse("OK\n")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        making = asyncio.create_task(make_rounds(rounds, meter, clock))
        yield
        making.cancel()
        with suppress(asyncio.CancelledError):
            await making

    return Starlette(
        lifespan=lifespan, routes=[Route("/metrics", metrics), Route("/health", health)]
    )
