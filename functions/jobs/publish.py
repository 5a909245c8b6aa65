"""Puts what everybody reads on the shelf, once it has been written."""

from functions.ports.services import Services
from functions.queries.everybody import builds
from functions.queries.shelf import Shelf


async def publish(services: Services, shelf: Shelf) -> None:
    """Shelve every document that everybody reads, so that all say the same. Raises VendorError."""
    for key, build in builds(services).items():
        await shelf.put(key, *await build())
