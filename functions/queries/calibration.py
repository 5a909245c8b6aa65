"""The record of one horizon in full, gathered from forecasts, scores and candles."""

from functions.documents.calibration import calibration
from functions.documents.envelope import render
from functions.domain.calibration import REGIME_HOURS
from functions.domain.horizon import Horizon
from functions.domain.units import HOUR
from functions.ports.services import Services
from functions.queries.reads import Read

SLOTS_MAX = 8784
"""A year of hours: what can be drawn as dots, and stays below what the cache takes."""
DAYS_MAX = 731


def calibration_key(horizon: Horizon) -> str:
    """Where the shelf keeps it."""
    return f"calibration:{horizon}"


async def read_calibration(services: Services, horizon: Horizon) -> Read:
    """Every scored forecast of the newest slots, and what they prove."""
    world = await services.world.read()
    marks = await services.forecasts.marks(horizon, SLOTS_MAX + 1)
    shown = marks[-SLOTS_MAX:]
    days = [
        one
        for one in await services.forecasts.scored_days(None, DAYS_MAX)
        if one.horizon is horizon
    ]
    candles = []
    if shown:
        newest = shown[-1].cutoff
        hours = (newest - shown[0].cutoff) // HOUR + REGIME_HOURS
        candles = await services.candles.window(newest, hours, world.clock.now)
    document = calibration(world, horizon, shown, days, candles, complete=len(marks) == len(shown))
    return render(document), world
