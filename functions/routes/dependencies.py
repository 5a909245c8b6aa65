"""What a route is given: the services, the shelf, and the check of who triggers a job."""

import logging
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from functions.domain.bearer import Bearer, Shown
from functions.domain.errors import InvalidInput, Unauthorized
from functions.domain.metrics.serving import PREVIOUS_SECRET_USED
from functions.ports.services import Services
from functions.ports.signature import SignatureCheck
from functions.queries.shelf import Shelf

logger = logging.getLogger("candor.http")

SIGNED_BYTES_MAX = 10_000
QUERY_NAME_SHOWN_MAX = 40
QUERY_NAMES_SHOWN_MAX = 5


def services_of(request: Request) -> Services:
    """The ports this app was built with."""
    services: Services = request.app.state.services
    return services


def shelf_of(request: Request) -> Shelf:
    """The shelf of finished documents."""
    shelf: Shelf = request.app.state.shelf
    return shelf


def origin_of(request: Request) -> str:
    """Where the page is read: as it was set, or else as it was asked for."""
    origin: str | None = request.app.state.public_origin
    return origin or str(request.base_url).rstrip("/")


def refuse_unknown_query(request: Request) -> None:
    """Refuse what a read does not know, which it would ignore. Raises InvalidInput.

    A misspelt filter would be answered with everything, and taken for what was asked.
    """
    known = [one.alias for one in request.scope["route"].dependant.query_params]
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        shown = ", ".join(name[:QUERY_NAME_SHOWN_MAX] for name in unknown[:QUERY_NAMES_SHOWN_MAX])
        there = f"it knows {', '.join(known)}" if known else "it knows none"
        raise InvalidInput(f"unknown in the query: {shown}; {there}")


def require_cron_secret(request: Request) -> None:
    """Refuse a caller without the bearer secret, in constant time. Raises Unauthorized."""
    if not _shows(request, request.app.state.cron_secret, "CRON_SECRET"):
        raise Unauthorized("send `Authorization: Bearer $CRON_SECRET`")


async def require_scheduler(request: Request) -> None:
    """Refuse whoever shows neither the bearer secret nor QStash's signature.

    Raises Unauthorized, and HTTPException for a signed body longer than a tick's.
    """
    signature = request.headers.get("upstash-signature")
    if signature is None or "authorization" in request.headers:
        require_cron_secret(request)
        return
    check: SignatureCheck | None = request.app.state.signature
    if check is None:
        raise Unauthorized(
            "signatures of QStash are not accepted here: QSTASH_CURRENT_SIGNING_KEY,"
            " QSTASH_NEXT_SIGNING_KEY and PUBLIC_URL are not all set"
        )
    check.verify(signature, await body_of(request, SIGNED_BYTES_MAX, "a tick"), request.url.path)


async def body_of(request: Request, bytes_max: int, what: str) -> bytes:
    """The body, read no further than it may be long. Raises HTTPException for a longer one."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > bytes_max:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"{what} carries at most {bytes_max} bytes"
            )
    return body


def require_metrics_token(request: Request) -> None:
    """Refuse a caller without the token of who watches. Raises Unauthorized.

    Not the cron secret: who may look need not be able to run jobs.
    """
    expected: str | None = request.app.state.metrics_token
    if expected is None:
        raise Unauthorized("METRICS_TOKEN is not set here, so nobody may ask for metrics")
    if not _shows(request, expected, "METRICS_TOKEN"):
        raise Unauthorized("send `Authorization: Bearer $METRICS_TOKEN`")


def require_watch_token(request: Request) -> None:
    """Refuse a caller without the watcher's secret. Raises Unauthorized."""
    expected: str | None = request.app.state.watch_token
    if expected is None:
        raise Unauthorized("WATCH_TOKEN is not set here, so nobody may report")
    if not _shows(request, expected, "WATCH_TOKEN"):
        raise Unauthorized("send `Authorization: Bearer $WATCH_TOKEN`")


def _shows(request: Request, expected: str, name: str) -> bool:
    accepted = Bearer(expected, request.app.state.previous_secrets.get(name))
    shown = accepted.shown_by(request.headers.get("authorization", ""))
    if shown is Shown.PREVIOUS:
        _tell_previous(request, name)
    return shown is not Shown.NEITHER


def _tell_previous(request: Request, name: str) -> None:
    """Say that somebody still has the secret that was replaced, so that nobody retires it yet."""
    services = services_of(request)
    used_at = services.clock.now().timestamp()
    services.meter.set(PREVIOUS_SECRET_USED, used_at, secret=name)
    told: set[str] = request.app.state.previous_told
    # A line a process is enough: the metric says when it was last.
    if name not in told:
        told.add(name)
        logger.warning("the previous %s is still used", name, extra={"setting": name})


ServicesDep = Annotated[Services, Depends(services_of)]
ShelfDep = Annotated[Shelf, Depends(shelf_of)]
KNOWN_QUERY = [Depends(refuse_unknown_query)]
"""For every read under /api/v1."""
