"""Drives a world's clock at full speed through the same jobs that serve in production."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from functions.adapters.postgres.world_owner import ClockHand
from functions.bootstrap import Bootstrapped
from functions.domain.world import Clock
from functions.jobs.cadence import CADENCE
from functions.jobs.publish import publish
from functions.jobs.run import JOBS
from functions.ports.services import Services

RECORDING = [entry.job for entry in CADENCE if entry.job != "measure"]
"""The jobs that write the record; what it comes to is measured when somebody looks."""

PUBLISH_S = 1.0
PUBLISHING_SHARE_MAX = 0.1
"""At full speed readers see new documents this often (wall seconds), and more seldom where to write
them would take more than this share of the time."""

Progress = Callable[[Clock], None]


@dataclass(frozen=True, slots=True)
class Driven:
    """How far a drive went."""

    hours: int
    seconds: float
    clock: Clock


async def drive(
    given: Bootstrapped, hand: ClockHand, until: datetime, progress: Progress
) -> Driven:
    """Advance hour by hour until the clock shows `until` or its end, running what records.

    The jobs run first at the hour that is: whoever was interrupted between moving the
    clock and running them has left that hour undone, and its deadline is minutes away.
    """
    started = time.monotonic()
    next_documents = started + PUBLISH_S
    hours = 0
    clock = hand.read()
    await _record(given.services)
    while clock.now < until and clock.now < (clock.ends_at or until):
        clock = hand.advance()
        await _record(given.services)
        hours += 1
        began = time.monotonic()
        if began >= next_documents:
            await publish(given.services, given.shelf)
            ended = time.monotonic()
            next_documents = ended + max(PUBLISH_S, (ended - began) / PUBLISHING_SHARE_MAX)
            progress(clock)
    if hours:
        await publish(given.services, given.shelf)
    progress(clock)
    return Driven(hours, time.monotonic() - started, clock)


async def _record(services: Services) -> None:
    for job in RECORDING:
        await JOBS[job](services)
