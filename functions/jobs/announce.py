"""`announce`: the standing schedule goes into the ledger before its first slot."""

from datetime import datetime

from functions.domain.horizon import standing_schedules
from functions.domain.record import schedule_record
from functions.domain.units import HOUR, hour_floor
from functions.ports.services import Services


async def announce(services: Services, valid_from: datetime | None = None) -> int:
    """Announce every horizon not announced yet, from the next full hour unless told otherwise.

    Returns how many were announced. Raises VendorError.
    """
    world = await services.world.read()
    start = valid_from or hour_floor(world.clock.now) + HOUR
    return await services.ledger.announce(
        [(schedule, schedule_record(world, schedule)) for schedule in standing_schedules(start)]
    )
