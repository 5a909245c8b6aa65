"""A line for each request that an operator would ask about; the others are only counted."""

import logging
import time
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

SLOW_S_MIN = 1.0
OUR_PATHS = ("/api/cron/",)
"""Called by schedulers, a few times an hour: each is worth a line; a stranger's is not."""

logger = logging.getLogger("candor.access")


class AccessMiddleware:
    """Plain ASGI. The line names the route, not the address: no reader's parameters are kept.

    A warning for what failed on our side or was slow, otherwise debug: platforms charge for
    lines and keep them for hours only, and every request is counted in the metrics.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and tell how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500  # where no answer came, Starlette makes one outside of this
        began = time.perf_counter()

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_seen)
        finally:
            _tell(scope, status, time.perf_counter() - began)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "no route")
    level = logging.DEBUG
    if status >= 500 or (seconds >= SLOW_S_MIN and not route.startswith(OUR_PATHS)):
        level = logging.WARNING
    elif route.startswith(OUR_PATHS) and status != HTTPStatus.UNAUTHORIZED:
        level = logging.INFO
    told = {"method": scope["method"], "route": route, "status": status}
    logger.log(
        level, "%s %s %d in %.0f ms", scope["method"], route, status, seconds * 1000,
        extra={**told, "seconds": round(seconds, 4)},
    )  # fmt: skip
