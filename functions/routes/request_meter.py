"""Counts every request that is answered, outside of all other middleware. Plain ASGI."""

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.domain.metrics.metric import OTHER
from functions.domain.metrics.serving import (
    FUNCTION_STARTS,
    HTTP_REQUEST_DURATION,
    HTTP_REQUESTS,
    HTTP_STALE_ANSWERS,
)
from functions.ports.meter import BufferedMeter

SERVER_ERROR = 500
"""What the server says itself for an app that raised before it said anything."""


class RequestMeter:
    """Counts when the answer's last byte has left, and flushes only then.

    The reader has the whole answer by that time. The platform does not freeze the function
    before this returns, so that a flush is not cut in two.
    """

    def __init__(self, app: ASGIApp, meter: BufferedMeter, monotonic: Callable[[], float]) -> None:
        self._app = app
        self._meter = meter
        self._monotonic = monotonic
        self._has_answered = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._monotonic()
        answer = _Answer(send, self._monotonic)
        try:
            await self._app(scope, receive, answer.send)
        finally:
            self._count(scope, answer, began)
            await self._meter.flush_if_due()

    def _count(self, scope: Scope, answer: "_Answer", began: float) -> None:
        route = _route(scope)
        ended = self._monotonic() if answer.ended is None else answer.ended
        self._meter.count(HTTP_REQUESTS, route=route, status_class=answer.status_class)
        self._meter.observe(HTTP_REQUEST_DURATION, ended - began, route=route)
        if answer.is_stale:
            self._meter.count(HTTP_STALE_ANSWERS, route=route)
        if not self._has_answered:
            self._has_answered = True
            self._meter.count(FUNCTION_STARTS)


def _route(scope: Scope) -> str:
    """The template of the path; Starlette's own routes, which have an endpoint only, have none."""
    if "route" in scope:
        return str(scope["route"].path)
    return str(scope["path"]) if "endpoint" in scope else OTHER


class _Answer:
    """What the app says on its way out."""

    def __init__(self, send: Send, monotonic: Callable[[], float]) -> None:
        self._send = send
        self._monotonic = monotonic
        self.status = SERVER_ERROR
        self.is_stale = False
        self._is_preparing = False
        self.ended: float | None = None

    @property
    def status_class(self) -> str:
        """As the label has it."""
        return "preparing" if self._is_preparing else f"{self.status // 100}xx"

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message.get("headers", ())
            self.is_stale = (b"x-candor-stale", b"1") in headers
            self._is_preparing = (b"x-candor-preparing", b"1") in headers
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.ended = self._monotonic()
