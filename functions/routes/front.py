"""/: the page's first view as HTML, in the shell of this deployment (docs/page.md)."""

import logging
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from functions.documents.envelope import tagged
from functions.documents.front.front import DEFAULT, Front
from functions.documents.front.page import fits, page, page_without
from functions.documents.front.policy import policy
from functions.domain.errors import InsufficientData, NotReady
from functions.domain.horizon import Horizon
from functions.queries.front import front_key, read_front
from functions.routes.answers import answer
from functions.routes.dependencies import ServicesDep, ShelfDep
from functions.routes.problems import RETRY_AFTER_S, log_failure, published

HTML = "text/html; charset=utf-8"

logger = logging.getLogger("candor.http")
router = APIRouter(include_in_schema=False)


@router.get("/")
async def front(
    request: Request, services: ServicesDep, shelf: ShelfDep, horizon: str = ""
) -> Response:
    """The first view of a horizon; of the usual one where none is named, or none that is known."""
    chosen = next((one for one in Horizon if one == horizon), DEFAULT)
    shell, environment, origin = _around(request)
    try:
        view, shelved = await shelf.read_as(
            Front, front_key(services, chosen), partial(read_front, services, chosen)
        )
    except Exception as error:
        # After a mistake of ours too: the page's script may do without what cannot be drawn.
        return _without(request, error)
    age_s = shelf.age_s(shelved) if shelved.stale else None
    rendered = tagged(page(shell, view, environment, origin, age_s))
    return answer(
        request,
        rendered,
        fresh_s=shelf.fresh_s(shelved),
        age_s=age_s,
        media_type=HTML,
        extra=policy(shell or ""),
    )


def _around(request: Request) -> tuple[str | None, str, str | None]:
    """The shell, if there is one that can be filled, and what the page says of where it is."""
    state = request.app.state
    shell = state.shell()
    if shell is not None and not fits(shell):
        logger.error("the page's shell has no place for the first view; a plain page is answered")
        shell = None
    return shell, state.environment, state.public_origin


def _without(request: Request, error: Exception) -> Response:
    """The page all the same, with a sentence on why it shows nothing yet; never kept.

    Being prepared is no failure on one's own machine; what is deployed has its world, or lost it.
    """
    log_failure(request, error)
    shell, environment, origin = _around(request)
    preparing = isinstance(error, NotReady | InsufficientData)
    failed, _, _, reason = published(error)
    status = HTTPStatus.OK if preparing and environment == "development" else HTTPStatus(failed)
    headers = {"Cache-Control": "no-store", **policy(shell or "")}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    body = page_without(shell, None if preparing else reason, environment, origin)
    return HTMLResponse(body, status, headers)
