"""The switch that makes the emulator fail as the vendor may."""

from dataclasses import dataclass
from enum import StrEnum

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

DELAY_MS_DEFAULT = 2000
DELAY_MS_MAX = 60_000


class FaultMode(StrEnum):
    """How to fail."""

    TOO_MANY_REQUESTS = "429"
    SERVER_ERROR = "500"
    UNAUTHORIZED = "401"
    HTML = "html"
    CUT = "cut"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault for the next `count` requests, or for all of them until it is cleared."""

    mode: FaultMode
    count: int | None = None
    delay_ms: int = DELAY_MS_DEFAULT

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

    def next(self) -> Fault | None:
        """The fault this request meets."""
        fault = self.fault
        if fault is not None and self._left is not None:
            self._left -= 1
            if self._left == 0:
                self.set(None)
        return fault


def faulty_response(mode: FaultMode) -> Response:
    """The answer of a failing server; SLOW has none of its own and is refused."""
    match mode:
        case FaultMode.TOO_MANY_REQUESTS:
            return JSONResponse({"error": "ERR too many requests"}, 429, {"Retry-After": "1"})
        case FaultMode.SERVER_ERROR:
            return JSONResponse({"error": "ERR internal server error"}, 500)
        case FaultMode.UNAUTHORIZED:
            return JSONResponse({"error": "Unauthorized"}, 401)
        case FaultMode.HTML:
            return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>", 502)
        case FaultMode.CUT:
            return CutResponse()
        case FaultMode.SLOW:
            raise ValueError("a slow answer is a right answer after a delay")


class CutResponse(Response):
    """Promises a body, sends its first bytes and hangs up."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Start an answer that never ends; the server then closes the connection."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"result":"', "more_body": True})
