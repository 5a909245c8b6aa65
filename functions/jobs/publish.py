"""Puts what everybody reads on the shelf, once it has been written."""

from functions.ports.services import Services
from functions.queries.reads import read_forecast, read_scores
from functions.queries.shelf import Shelf

FORECAST = "forecast"
SCORES = "scores"


async def publish(services: Services, shelf: Shelf) -> None:
    """Shelve the newest forecasts and the track record. Raises VendorError."""
    await shelf.put(FORECAST, *await read_forecast(services))
    await shelf.put(SCORES, *await read_scores(services))
