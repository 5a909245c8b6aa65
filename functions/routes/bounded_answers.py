"""An answer larger than its runtime can send becomes a problem that says what to do."""

import json
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.domain.errors import InvalidInput
from functions.routes.problems import TABLE, problem


class BoundedAnswers:
    """Holds an answer until it is whole. Plain ASGI, for runtimes that stream nothing."""

    def __init__(self, app: ASGIApp, bytes_max: Callable[[Scope], int]) -> None:
        self._app = app
        self._bytes_max = bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the answer back, if its body fits into a JSON string."""
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        try:
            await self._app(scope, receive, hold)
        finally:  # an error of the app was answered before it is raised
            body = b"".join(message.get("body", b"") for message in held)
            size, most = len(json.dumps(body.decode(errors="replace"))), self._bytes_max(scope)
            if size <= most:
                for message in held:
                    await send(message)
            else:
                headers = Headers(raw=held[0]["headers"])
                await _too_large(scope, headers, size, most)(scope, receive, send)


def _too_large(scope: Scope, held: Headers, size: int, most: int) -> ASGIApp:
    trace_id = held.get("x-trace-id", "")
    request = Request({**scope, "trace_id": trace_id})
    kept = {name: one for name, one in held.items() if name.startswith("access-control-")}
    detail = f"the answer would have {size} bytes; here at most {most}: set a smaller `limit`"
    return problem(request, *TABLE[InvalidInput], detail, {**kept, "X-Trace-Id": trace_id})
