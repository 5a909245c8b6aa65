"""The switch that makes an emulator fail as its vendor may, in front of any ASGI app."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DELAY_MS_DEFAULT = 2000
DELAY_MS_MAX = 60_000
FAULTS_PATH = "/_faults"
MESSAGES = {
    401: "Unauthorized",
    403: "Forbidden",
    409: "Conflict",
    420: "Rate limit exceeded",
    429: "ERR too many requests",
    500: "ERR internal server error",
}

Refuse = Callable[[int, str], Response]
"""How a vendor says no: an answer from a status and a message."""


class FaultMode(StrEnum):
    """How to fail."""

    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    CONFLICT = "409"
    ENHANCE_YOUR_CALM = "420"
    TOO_MANY_REQUESTS = "429"
    SERVER_ERROR = "500"
    HTML = "html"
    HTML_OK = "html-200"
    CUT = "cut"
    LOST = "lost"
    """What was asked is done, and its answer cut."""
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault for the next `count` requests, or for all of them until it is cleared.

    `on` is a part of "METHOD /path": other requests go through and are not counted.
    """

    mode: FaultMode
    count: int | None = None
    delay_ms: int = DELAY_MS_DEFAULT
    on: str = ""
    retry_after_s: int = 1

    def __post_init__(self) -> None:
        """Refuse counts and delays without meaning."""
        if self.count is not None and self.count < 1:
            raise ValueError("count is a whole number above zero, or null")
        if not 0 <= self.delay_ms <= DELAY_MS_MAX:
            raise ValueError(f"delay_ms is between 0 and {DELAY_MS_MAX}")


class FaultSwitch:
    """Holds the fault that is on, and counts it down."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self._left: int | None = None

    def set(self, fault: Fault | None) -> None:
        """Turn a fault on, or off with None."""
        self.fault = fault
        self._left = fault.count if fault else None

    def next(self, request: str = "") -> Fault | None:
        """The fault that a request ("METHOD /path") meets."""
        fault = self.fault
        if fault is not None and fault.on not in request:
            return None
        if fault is not None and self._left is not None:
            self._left -= 1
            if self._left == 0:
                self.set(None)
        return fault


class FaultGate:
    """Lets requests through to the app unless a fault is on, and answers `/_faults` itself.

    GET shows, POST sets `{"mode", "count"?, "delay_ms"?, "on"?, "retry_after_s"?}`, DELETE
    clears; only for those whom `is_allowed` knows.
    """

    def __init__(self, app: ASGIApp, is_allowed: Callable[[Request], bool], refuse: Refuse) -> None:
        self._app = app
        self._is_allowed = is_allowed
        self._refuse = refuse
        self.switch = FaultSwitch()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == FAULTS_PATH:
            answer = await self._administer(Request(scope, receive))
            await answer(scope, receive, send)
            return
        fault = self.switch.next(f"{scope['method']} {scope['path']}")
        if fault is not None and fault.mode is FaultMode.LOST:
            await self._app(scope, receive, _nowhere)
            await CutResponse()(scope, receive, send)
            return
        if fault is not None and fault.mode is not FaultMode.SLOW:
            await Request(scope, receive).body()  # or the client is cut while it sends
            answer = faulty_response(fault.mode, self._refuse, fault.retry_after_s)
            await answer(scope, receive, send)
            return
        if fault is not None:
            await asyncio.sleep(fault.delay_ms / 1000)
        await self._app(scope, receive, send)

    async def _administer(self, request: Request) -> Response:
        if not self._is_allowed(request):
            return self._refuse(401, MESSAGES[401])
        if request.method == "POST":
            try:
                asked = await request.json()
                self.switch.set(Fault(**{**asked, "mode": FaultMode(asked["mode"])}))
            except (ValueError, TypeError, KeyError) as error:
                return JSONResponse({"error": f"no such fault: {error}"}, 400)
        elif request.method == "DELETE":
            self.switch.set(None)
        fault = self.switch.fault
        return JSONResponse({"mode": fault.mode if fault else None})


async def _nowhere(_: Message) -> None:
    """What an app answers is heard by nobody."""


def faulty_response(mode: FaultMode, refuse: Refuse, retry_after_s: int = 1) -> Response:
    """The answer of a failing server; SLOW and LOST have none of their own and are refused."""
    match mode:
        case FaultMode.HTML:
            return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>", 502)
        case FaultMode.HTML_OK:
            return HTMLResponse("<html><body><h1>Welcome to this hotel</h1></body></html>")
        case FaultMode.CUT:
            return CutResponse()
        case FaultMode.SLOW | FaultMode.LOST:
            raise ValueError("a slow or lost answer is a right answer, late or never")
    status = int(mode)
    answer = refuse(status, MESSAGES[status])
    if mode is FaultMode.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = str(retry_after_s)
    return answer


class CutResponse(Response):
    """Promises a body, sends its first bytes and hangs up."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Start an answer that never ends; the server then closes the connection."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"result":"', "more_body": True})
