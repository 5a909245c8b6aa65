"""`GET /v1/services` and `/v1/metrics/…` as Render's API specification has them.

The figures are real: what the local stack's servers use now, each beside the limits of the
plan that its service has in render.yaml.
"""

import asyncio
import hmac
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from functions.adapters.system import SystemClock
from functions.ports.world import Clock
from mlops.local.emulators.faults import FaultGate
from mlops.local.emulators.render.hosted import Hosted
from mlops.local.settings import handed_down

SAMPLE_S = 10.0
BEGAN_AT = "2026-11-01T00:00:00Z"
FIGURES = {
    "cpu": "cpu", "cpu-limit": "cpu", "memory": "B", "memory-limit": "B", "disk-usage": "B",
    "disk-capacity": "B",
}  # fmt: skip
"""What is told, and its unit."""


@dataclass(frozen=True, slots=True)
class RenderEmulator:
    """A workspace of services over servers of this machine."""

    hosted: Sequence[Hosted]
    key: str = field(repr=False)
    clock: Clock

    async def services(self, request: Request) -> Response:
        """`GET /v1/services?name=…`."""
        if not self.is_allowed(request):
            return refuse(HTTPStatus.UNAUTHORIZED, "Unauthorized")
        names = _listed(request, "name")
        found = [one for one in self.hosted if not names or one.name in names]
        return JSONResponse([{"service": _described(one), "cursor": one.id} for one in found])

    async def metrics(self, request: Request) -> Response:
        """`GET /v1/metrics/{figure}?resource=…&startTime=…`."""
        if not self.is_allowed(request):
            return refuse(HTTPStatus.UNAUTHORIZED, "Unauthorized")
        figure, asked = request.path_params["figure"], _listed(request, "resource")
        if figure not in FIGURES:
            return refuse(HTTPStatus.NOT_FOUND, "not found")
        if not asked:
            return refuse(HTTPStatus.BAD_REQUEST, "a resource is required")
        since = request.query_params.get("startTime", "")
        return JSONResponse([_series(one, figure, since) for one in self.hosted if one.id in asked])

    def is_allowed(self, request: Request) -> bool:
        """Whether a request carries the key."""
        sent = request.headers.get("Authorization", "")
        return hmac.compare_digest(sent.encode(), f"Bearer {self.key}".encode())

    async def sample_for_ever(self) -> None:
        """Look at every server, again and again."""
        while True:
            for one in self.hosted:
                await asyncio.to_thread(one.sample, self.clock.now(), self.clock.monotonic())
            await asyncio.sleep(SAMPLE_S)


def render_app(emulator: RenderEmulator) -> ASGIApp:
    """The ASGI app, with the switch that makes it fail."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sampling = asyncio.create_task(emulator.sample_for_ever())
        yield
        sampling.cancel()
        with suppress(asyncio.CancelledError):
            await sampling

    routes = [
        Route("/v1/services", emulator.services),
        Route("/v1/metrics/{figure}", emulator.metrics),
    ]
    app = Starlette(lifespan=lifespan, routes=routes)
    return FaultGate(app, emulator.is_allowed, refuse)


def app_from_environment() -> ASGIApp:
    """The emulator that CANDOR_RENDER_EMULATOR describes."""
    given = handed_down("CANDOR_RENDER_EMULATOR")
    hosted = [
        Hosted(one["name"], one["plan"], one["port"], Path(one["disk"]) if one["disk"] else None)
        for one in given["services"]
    ]
    return render_app(RenderEmulator(hosted, given["key"], SystemClock()))


def refuse(status: int, message: str) -> Response:
    """How Render says no."""
    return JSONResponse({"id": "req-local", "message": message}, status)


def _listed(request: Request, name: str) -> list[str]:
    """Values of a parameter that may come again and may hold several between commas."""
    given = request.query_params.getlist(name)
    return [one for text in given for one in text.split(",") if one]


def _series(one: Hosted, figure: str, since: str) -> dict[str, Any]:
    unit = FIGURES[figure]
    values = [
        {"timestamp": at, "value": value, "unit": unit}
        for at, value in one.values(figure)
        if at >= since
    ]
    labels = [{"field": "resource", "value": one.id}]
    return {"labels": labels, "values": values, "unit": unit}


def _described(one: Hosted) -> dict[str, Any]:
    """A service with all that the specification requires of one."""
    details = {
        "env": "docker",
        "runtime": "docker",
        "envSpecificDetails": {"dockerCommand": "", "dockerContext": ".", "dockerfilePath": "."},
        "plan": one.plan,
        "region": "virginia",
        "numInstances": 1,
        "buildPlan": "starter",
        "openPorts": [],
        "url": f"{one.name}:{one.port}",
    }
    return {
        "id": one.id,
        "name": one.name,
        "ownerId": "tea-local",
        "type": "private_service",
        "createdAt": BEGAN_AT,
        "updatedAt": BEGAN_AT,
        "dashboardUrl": f"https://dashboard.render.com/{one.id}",
        "suspended": "not_suspended",
        "suspenders": [],
        "autoDeploy": "no",
        "notifyOnFail": "default",
        "slug": one.name,
        "rootDir": "",
        "serviceDetails": details,
    }
