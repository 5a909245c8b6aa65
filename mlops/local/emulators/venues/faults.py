"""How a venue may fail on demand: in how it answers, or in what it says."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from starlette.responses import HTMLResponse, JSONResponse, Response

from functions.domain.candle import Candle
from mlops.local.emulators.faults import (
    DELAY_MS_DEFAULT,
    DELAY_MS_MAX,
    CutResponse,
)
from mlops.local.emulators.venues.view import corrected, last_closed, repeated, scaled

OUTLIER_FACTOR = 1.08
RETRY_AFTER_S_MAX = 3600


class VenueFaultMode(StrEnum):
    """What goes wrong."""

    TOO_MANY_REQUESTS = "429"
    BANNED = "418"
    FORBIDDEN = "403"
    RESTRICTED = "451"
    SERVER_ERROR = "500"
    HTML = "html"
    ERROR_WITH_200 = "error"
    CUT = "cut"
    SLOW = "slow"
    OUTLIER = "outlier"
    STUCK = "stuck"
    LATE = "late"
    REVISED = "revised"


IN_WHAT_IT_SAYS = frozenset(
    {
        VenueFaultMode.OUTLIER,
        VenueFaultMode.STUCK,
        VenueFaultMode.LATE,
        VenueFaultMode.REVISED,
    }
)


@dataclass(slots=True)
class VenueFault:
    """A fault of one venue from an instant of its world on, until cleared or `count` is used up.

    What a venue says is wrong for as long as the fault is on; `count` is for answers.
    """

    mode: VenueFaultMode
    since: datetime
    count: int | None = None
    delay_ms: int = DELAY_MS_DEFAULT
    retry_after_s: int = 1
    """What a 429 or 418 asks for."""

    def __post_init__(self) -> None:
        """Refuse counts and delays without meaning."""
        if self.count is not None and (self.count < 1 or self.mode in IN_WHAT_IT_SAYS):
            raise ValueError("count is a number of answers above zero")
        if not 0 <= self.delay_ms <= DELAY_MS_MAX:
            raise ValueError(f"delay_ms is between 0 and {DELAY_MS_MAX}")
        if not 0 <= self.retry_after_s <= RETRY_AFTER_S_MAX:
            raise ValueError(f"retry_after_s is between 0 and {RETRY_AFTER_S_MAX}")


class VenueFaults:
    """The fault that is on at each venue, if any."""

    def __init__(self) -> None:
        self.on: dict[str, VenueFault] = {}

    async def answer(self, venue: str) -> Response | None:
        """The failing answer this request meets, after its delay; None for a right one."""
        fault = self.on.get(venue)
        if fault is None or fault.mode in IN_WHAT_IT_SAYS:
            return None
        if fault.count is not None:
            fault.count -= 1
            if fault.count == 0:
                del self.on[venue]
        if fault.mode is VenueFaultMode.SLOW:
            await asyncio.sleep(fault.delay_ms / 1000)
            return None
        return _failing(fault)

    def said(self, venue: str, candles: list[Candle], now: datetime) -> list[Candle]:
        """What the venue says of these closed hours, ascending."""
        fault = self.on.get(venue)
        if fault is None:
            return candles
        begun, newest = last_closed(fault.since), last_closed(now)
        match fault.mode:
            case VenueFaultMode.OUTLIER:
                said = [scaled(c, OUTLIER_FACTOR) if c.open_time >= begun else c for c in candles]
            case VenueFaultMode.STUCK:
                held = next((c for c in candles if c.open_time == begun), None)
                said = [
                    repeated(held, c.open_time) if held and c.open_time > begun else c
                    for c in candles
                ]
            case VenueFaultMode.LATE:
                said = [c for c in candles if c.open_time < newest]
            case VenueFaultMode.REVISED:
                said = [corrected(c) if begun <= c.open_time < newest else c for c in candles]
            case _:
                said = candles
        return said


_BODIES: dict[VenueFaultMode, tuple[int, dict[str, object]]] = {
    VenueFaultMode.TOO_MANY_REQUESTS: (429, {"message": "Public rate limit exceeded"}),
    VenueFaultMode.BANNED: (418, {"code": -1003, "msg": "Too much request weight used."}),
    VenueFaultMode.RESTRICTED: (451, {"code": 0, "msg": "Not available from your location"}),
    VenueFaultMode.SERVER_ERROR: (500, {"message": "Internal server error"}),
    VenueFaultMode.ERROR_WITH_200: (200, {"error": ["EService:Unavailable"]}),
}


def _failing(fault: VenueFault) -> Response:
    match fault.mode:
        case VenueFaultMode.FORBIDDEN:
            return HTMLResponse("<html>Request blocked.</html>", 403)
        case VenueFaultMode.HTML:
            return HTMLResponse("<!doctype html><title>Just a moment...</title>")
        case VenueFaultMode.CUT:
            return CutResponse()
    status, body = _BODIES[fault.mode]
    wait = {"Retry-After": str(fault.retry_after_s)} if status in {418, 429} else None
    return JSONResponse(body, status, wait)
