"""A real server seen through a fault switch, in a process of its own."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import IO

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mlops.local.emulators.faults import FaultGate, Refuse
from mlops.local.free_port import LOOPBACK, accepts_connections, free_port
from mlops.local.process import running
from mlops.local.settings import handed_down
from mlops.local.uvicorn_command import uvicorn_command

READY_S_MAX = 30
METHODS = ["GET", "PUT", "POST", "PATCH", "HEAD", "DELETE"]


@dataclass(frozen=True)
class FaultSwitchboard:
    """An address and the switch behind it."""

    url: str
    auth: tuple[str, str] = ("", "")

    def set(self, mode: str, **options: int) -> None:
        """Turn a fault on."""
        answer = httpx.post(f"{self.url}/_faults", json={"mode": mode, **options}, auth=self.auth)
        answer.raise_for_status()

    def clear(self) -> None:
        """Turn it off."""
        httpx.delete(f"{self.url}/_faults", auth=self.auth).raise_for_status()


def in_front_of(upstream: str, refuse: Refuse) -> ASGIApp:
    """Passes requests on as they are; faults hit all but HEAD, which asks before it writes."""
    client = httpx.AsyncClient(base_url=upstream, timeout=30)

    async def forward(request: Request) -> Response:
        path = request.scope["raw_path"].decode() + (
            f"?{request.url.query}" * bool(request.url.query)
        )
        headers = [(k, v) for k, v in request.headers.items() if k != "expect"]
        answer = await client.request(
            request.method, path, headers=headers, content=await request.body()
        )
        kept = {k: v for k, v in answer.headers.items() if k != "transfer-encoding"}
        return Response(answer.content, answer.status_code, kept)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await client.aclose()

    app = Starlette(lifespan=lifespan, routes=[Route("/{path:path}", forward, methods=METHODS)])
    gate = FaultGate(app, lambda _: True, refuse)

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        await (app if scope.get("method") == "HEAD" else gate)(scope, receive, send)

    return choose


def _s3_refusal(status: int, message: str) -> Response:
    body = f"<?xml version='1.0'?><Error><Code>E{status}</Code><Message>{message}</Message></Error>"
    return Response(body, status, media_type="application/xml")


def _json_refusal(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status)


REFUSALS: dict[str, Refuse] = {"xml": _s3_refusal, "json": _json_refusal}
"""How the vendor behind the proxy says no."""


def app_from_environment() -> ASGIApp:
    """The proxy as a process of its own serves it."""
    settings = handed_down("CANDOR_FAULT_PROXY")
    return in_front_of(settings["upstream"], REFUSALS[settings["refusal"]])


@contextmanager
def proxy(upstream: str, log: IO[bytes], refusal: str = "xml") -> Iterator[FaultSwitchboard]:
    """Run the proxy in front of a server for the length of a block."""
    port = free_port()
    switch = FaultSwitchboard(f"http://{LOOPBACK}:{port}")
    environment = {"CANDOR_FAULT_PROXY": json.dumps({"upstream": upstream, "refusal": refusal})}
    command = uvicorn_command(
        "tests.fault_proxy:app_from_environment", port, environment, factory=True
    )
    with running(command, log, lambda: accepts_connections(port), READY_S_MAX):
        yield switch
