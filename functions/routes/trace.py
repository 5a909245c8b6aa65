"""A trace id for every request, and HEAD answered as GET without its body. Plain ASGI."""

import re
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.logs.context import begin, new_trace_id

_TRACEPARENT = re.compile(rb"^00-((?!0{32})[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$")
HEADER = b"x-trace-id"
REQUEST_ID_LENGTH_MAX = 200


class TraceMiddleware:
    """Sets `scope["trace_id"]` (from W3C traceparent if given) and returns it in a header.

    Whatever is logged meanwhile carries it, and the platform's id of the request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = _trace_id(scope)
        begin(trace_id=trace_id, request_id=_request_id(scope))
        head = scope["method"] == "HEAD"
        scope["trace_id"] = trace_id  # also for the error handler outside this middleware
        inner = {**scope, "method": "GET" if head else scope["method"]}

        async def send_traced(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (HEADER, trace_id.encode())]
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(inner, receive, send_traced)
        finally:  # which route took it: for whoever counts outside of this
            scope.update((key, inner[key]) for key in ("endpoint", "route") if key in inner)


def _trace_id(scope: MutableMapping[str, Any]) -> str:
    for name, value in scope["headers"]:
        if name == b"traceparent" and (match := _TRACEPARENT.match(value)):
            return str(match.group(1).decode())
    return new_trace_id()


def _request_id(scope: MutableMapping[str, Any]) -> str:
    """The platform's own id of the request, under which it keeps the log."""
    if "aws.context" in scope:
        return str(scope["aws.context"].aws_request_id)
    given = next((value for name, value in scope["headers"] if name == b"x-vercel-id"), b"")
    return str(given[:REQUEST_ID_LENGTH_MAX].decode("latin-1"))
