"""Puts what everybody reads on the shelf, once it has been written."""

import logging

from functions.domain.horizon import Horizon
from functions.ports.services import Services
from functions.queries.everybody import STATUS, STATUS_S_MAX, builds
from functions.queries.front import front_key, front_of
from functions.queries.reads import read_status
from functions.queries.shelf import Shelf

logger = logging.getLogger("candor.jobs")


async def publish(services: Services, shelf: Shelf) -> None:
    """Shelve every document that everybody reads, so that all say the same.

    And the status, which is the last known one when the database is lost, and the page's first
    views, drawn from the same documents. Raises VendorError.
    """
    known = {}
    for key, build in builds(services).items():
        known[key], world = await build()
        await shelf.put(key, known[key], world)
    known[STATUS], world = await read_status(services)
    await shelf.put(STATUS, known[STATUS], world, STATUS_S_MAX)
    for horizon in Horizon:
        try:
            view = front_of(services, known, horizon)
        except Exception:
            # A view that is drawn wrongly is a mistake of ours; what was issued stands without it.
            logger.exception("the first view of %s cannot be drawn", horizon)
            continue
        await shelf.put(front_key(services, horizon), view, world)
