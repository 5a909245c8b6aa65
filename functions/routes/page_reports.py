"""What the page reports, counted where all instances add up.

Anybody may send anything here, and it is counted as a reader's: alerts on these counters
only warn (docs/logs.md). The counters are bounded: a body is small and strict, every name in
it is from a list, and there are so many a minute.
"""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from functions.documents.page_report import PageReport
from functions.domain.errors import VendorError
from functions.domain.metrics.browser import (
    BROWSER_ERRORS,
    LAYOUT_SHIFT,
    PAGE_ACTIONS,
    PAGE_REPORTS,
    PAGE_VIEWS,
    WEB_VITAL,
)
from functions.ports.meter import Meter
from functions.queries.report_allowance import MINUTE_S, ReportAllowance
from functions.routes.dependencies import ServicesDep, services_of
from functions.routes.problems import PROBLEM_RESPONSES, problem

REPORT_BYTES_MAX = 2_000
LIMITED = 429, "too-many-reports", "So many reports are taken in a minute"


class _CountedRoute(APIRoute):
    """Reads no further than a report may be long, and counts what is refused."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, watched."""
        handle = super().get_route_handler()

        async def watched(request: Request) -> Response:
            try:
                return await handle(Request(request.scope, _limited(request.receive)))
            except (RequestValidationError, HTTPException):
                services_of(request).meter.count(PAGE_REPORTS, outcome="refused")
                raise

        return watched


def _limited(receive: Receive) -> Receive:
    """Starlette's own limit would answer before us, and not as a problem document."""
    length = 0

    async def limited() -> Message:
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > REPORT_BYTES_MAX:
            raise HTTPException(413, f"a report carries at most {REPORT_BYTES_MAX} bytes")
        return message

    return limited


def require_own_page(request: Request) -> None:
    """Refuse what another site's page sends from a reader's browser. Raises HTTPException.

    Browsers say where a request is from and let no page say otherwise; older ones tell at
    least the origin.
    """
    site = request.headers.get("sec-fetch-site")
    if site is None:
        hosts = {request.headers.get(name) for name in ("host", "x-forwarded-host")}
        is_own = urlsplit(request.headers.get("origin", "")).netloc in hosts
    else:
        is_own = site == "same-origin"
    if not is_own:
        raise HTTPException(403, "only this site's own page reports here")


router = APIRouter(prefix="/api/v1", route_class=_CountedRoute, tags=["page"])


@router.post(
    "/page-reports",
    status_code=202,
    response_class=Response,
    dependencies=[Depends(require_own_page)],
    responses={
        422: PROBLEM_RESPONSES[422],
        403: {**PROBLEM_RESPONSES[422], "description": "Not from this site's page"},
        413: {**PROBLEM_RESPONSES[422], "description": "Too long"},
        429: {**PROBLEM_RESPONSES[422], "description": LIMITED[2]},
    },
)
async def report(request: Request, services: ServicesDep, told: PageReport) -> Response:
    """Count what a visit was like. 202 says that it arrived, and no more."""
    allowance: ReportAllowance = request.app.state.report_allowance
    try:
        is_taken = await allowance.take()
    except VendorError:
        # Without the shared cache nobody knows how many there were; a report is not worth more.
        services.meter.count(PAGE_REPORTS, outcome="lost")
        return _arrived()
    if not is_taken:
        services.meter.count(PAGE_REPORTS, outcome="limited")
        later = {"Retry-After": str(MINUTE_S)}
        return problem(request, *LIMITED, "this one was not counted; nothing is lost", later)
    _count(services.meter, told)
    services.meter.count(PAGE_REPORTS, outcome="accepted")
    return _arrived()


def _arrived() -> Response:
    return Response(status_code=202, headers={"Cache-Control": "no-store"})


def _count(meter: Meter, told: PageReport) -> None:
    for page, count in told.views.items():
        meter.count(PAGE_VIEWS, count, page=page)
    for vital, seconds in told.vitals.items():
        meter.observe(WEB_VITAL, seconds, vital=vital)
    if told.layout_shift is not None:
        meter.observe(LAYOUT_SHIFT, told.layout_shift)
    for action, count in told.actions.items():
        meter.count(PAGE_ACTIONS, count, action=action)
    for kind, count in told.errors.items():
        meter.count(BROWSER_ERRORS, count, kind=kind)
