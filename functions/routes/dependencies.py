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
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    expected: str = request.app.state.cron_secret
    right = hmac.compare_digest(expected.encode(), given.encode())
    if scheme.lower() != "bearer" or not right:
        raise Unauthorized("send `Authorization: Bearer $CRON_SECRET`")


ServicesDep = Annotated[Services, Depends(services_of)]
ShelfDep = Annotated[Shelf, Depends(shelf_of)]
