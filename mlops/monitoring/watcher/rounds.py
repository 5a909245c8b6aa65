"""Rounds, each with its own pace, none of which can stop another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from functions.domain.metrics.outside import ROUND_LAST_SUCCESS, ROUNDS_FAILED
from functions.ports.meter import Meter
from functions.ports.world import Clock

RETRY_S_MAX = 60.0
"""A round that failed comes again after this, if its own pace is slower."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """Work that is done again every `interval_s` seconds and may take `deadline_s`.

    `name` is one of the label `round`. Work that could not do all it was to do raises.
    """

    name: str
    interval_s: float
    deadline_s: float
    work: Callable[[], Awaitable[None]]


async def make_rounds(rounds: Iterable[Round], meter: Meter, clock: Clock) -> None:
    """Make all rounds side by side, for ever."""
    async with asyncio.TaskGroup() as group:
        for one in rounds:
            group.create_task(_make(one, meter, clock), name=one.name)


async def _make(one: Round, meter: Meter, clock: Clock) -> None:
    meter.count(ROUNDS_FAILED, 0, round=one.name)
    while True:
        started_s = clock.monotonic()
        is_done = await _make_once(one, meter, clock)
        pace_s = one.interval_s if is_done else min(one.interval_s, RETRY_S_MAX)
        await asyncio.sleep(max(0.0, pace_s - (clock.monotonic() - started_s)))


async def _make_once(one: Round, meter: Meter, clock: Clock) -> bool:
    try:
        async with asyncio.timeout(one.deadline_s):
            await one.work()
    except Exception as failure:  # whatever it is, the other rounds go on
        meter.count(ROUNDS_FAILED, round=one.name)
        why = str(failure) or type(failure).__name__
        log.warning("round %s failed: %s", one.name, why, extra={"round": one.name})
        return False
    meter.set(ROUND_LAST_SUCCESS, clock.now().timestamp(), round=one.name)
    return True
