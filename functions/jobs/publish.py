"""Puts what everybody reads on the shelf, once it has been written."""

from functions.ports.services import Services
from functions.queries.everybody import STATUS, STATUS_S_MAX, builds
from functions.queries.reads import read_status
from functions.queries.shelf import Shelf


async def publish(services: Services, shelf: Shelf) -> None:
    """Shelve every document that everybody reads, so that all say the same.

    And the status, which is the last known one when the database is lost. Raises VendorError.
    """
    for key, build in builds(services).items():
        await shelf.put(key, *await build())
    await shelf.put(STATUS, *await read_status(services), STATUS_S_MAX)
