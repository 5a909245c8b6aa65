"""Whose pages may read the API from a browser: everybody's in development, else our own only.

Every answer names the one origin that may read it, whoever asks and also where no origin is
sent: so a CDN may keep one copy for all, and no `Vary: Origin` is needed (Fetch, "CORS protocol
and HTTP caches"). No answer allows credentials.
"""

from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ANYBODY = "*"
READABLE_HEADERS = "Age, ETag, X-Candor-Stale, X-Trace-Id"
METHODS = ("GET", "HEAD")
SENT_HEADERS = ("If-None-Match", "traceparent")


class CorsMiddleware:
    """Plain ASGI. `readable_by` is `*`, an origin, or None: no page of another origin."""

    def __init__(self, app: ASGIApp, readable_by: str | None) -> None:
        self._app = app
        self._readable_by = readable_by
        origins = () if readable_by is None else (readable_by,)
        self._preflights = CORSMiddleware(app, origins, METHODS, SENT_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or say beside the answer who may read it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _is_preflight(scope):
            await self._preflights(scope, receive, send)
            return

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start" and self._readable_by is not None:
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = self._readable_by
                headers["Access-Control-Expose-Headers"] = READABLE_HEADERS
            await send(message)

        await self._app(scope, receive, send_readable)


def _is_preflight(scope: Scope) -> bool:
    asked = {name for name, _ in scope["headers"]}
    return scope["method"] == "OPTIONS" and {b"origin", b"access-control-request-method"} <= asked
