"""What a route is given: the services, the shelf, and the check of the cron secret."""

import hmac
from typing import Annotated

from fastapi import Depends, Request

from functions.domain.errors import Unauthorized
from functions.ports.services import Services
from functions.queries.shelf import Shelf


def services_of(request: Request) -> Services:
    """The ports this app was built with."""
    services: Services = request.app.state.services
    return services


def shelf_of(request: Request) -> Shelf:
    """The shelf of finished documents."""
    shelf: Shelf = request.app.state.shelf
    return shelf


def require_cron_secret(request: Request) -> None:
    """Refuse a caller without the bearer secret, in constant time. Raises Unauthorized."""
    if not _shows(request, request.app.state.cron_secret):
        raise Unauthorized("send `Authorization: Bearer $CRON_SECRET`")


def require_metrics_token(request: Request) -> None:
    """Refuse a caller without the token of who watches. Raises Unauthorized.

    Not the cron secret: who may look need not be able to run jobs.
    """
    expected: str | None = request.app.state.metrics_token
    if expected is None:
        raise Unauthorized("METRICS_TOKEN is not set here, so nobody may ask for metrics")
    if not _shows(request, expected):
        raise Unauthorized("send `Authorization: Bearer $METRICS_TOKEN`")


def _shows(request: Request, expected: str) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    right = hmac.compare_digest(expected.encode(), given.encode())
    return scheme.lower() == "bearer" and right


ServicesDep = Annotated[Services, Depends(services_of)]
ShelfDep = Annotated[Shelf, Depends(shelf_of)]
