"""Fires the jobs by HTTP at the times of the one cadence table.

Live, that is at those minutes of the wall clock. In a replay or simulation every few
seconds of wall time an hour passes, and then every job has its turn.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from functions.domain.world import ClockState
from functions.jobs.cadence import Cadence

JOB_S_MAX = 60.0
TRIES_AN_HOUR_MAX = 30
RETRY_S = 1.0
MINUTE = timedelta(minutes=1)

log = logging.getLogger(__name__)


class JobTrigger:
    """Triggers jobs as any scheduler does: POST with the cron secret."""

    def __init__(self, api_url: str, cron_secret: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=api_url,
            headers={"Authorization": f"Bearer {cron_secret}"},
            timeout=JOB_S_MAX,
        )

    async def fire(self, jobs: Sequence[str]) -> bool:
        """Trigger jobs one after another; a failure is logged and the next one has its turn.

        Returns whether all of them succeeded.
        """
        succeeded = True
        for job in jobs:
            try:
                answer = await self._http.post(f"/api/cron/{job}")
            except httpx.HTTPError as error:
                log.warning("%s: %s: %s", job, type(error).__name__, error)
                succeeded = False
                continue
            level = logging.INFO if answer.is_success else logging.WARNING
            log.log(level, "%s: %d %s", job, answer.status_code, answer.text[:300])
            succeeded &= answer.is_success
        return succeeded

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


@dataclass(frozen=True, slots=True)
class Due:
    """The next full minute at which jobs are due, and which, in the table's order."""

    at: datetime
    jobs: tuple[str, ...]


def next_due(cadence: Sequence[Cadence], after: datetime) -> Due:
    """The first minute after an instant at which the table triggers something."""
    minute = after.replace(second=0, microsecond=0)
    for _ in range(60):
        minute += MINUTE
        jobs = tuple(entry.job for entry in cadence if minute.minute in entry.minutes)
        if jobs:
            return Due(minute, jobs)
    raise ValueError("the cadence table triggers nothing in any hour")


async def tick_live(
    cadence: Sequence[Cadence],
    fire: Callable[[Sequence[str]], Awaitable[object]],
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Fire every job once at start, then at its minutes, for ever.

    A minute that passed while a job ran is not made up for: the jobs themselves find
    what is missing, whenever they are triggered.
    """
    await fire([entry.job for entry in cadence])
    while True:
        due = next_due(cadence, now())
        await sleep((due.at - now()).total_seconds())
        await fire(due.jobs)


async def tick_replay(
    cadence: Sequence[Cadence],
    fire: Callable[[Sequence[str]], Awaitable[bool]],
    hold_clock: Callable[[int], AbstractAsyncContextManager[ClockState | None]],
    seconds_per_hour: float,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Fire every job, let an hour pass, and again, until the history ends.

    `hold_clock` holds the clock while the jobs of an hour run, as it stands or one hour
    on; it gives None while somebody else holds it. The first hour is the one that is:
    whoever was interrupted may have left it undone. A slow machine makes the hours
    longer, never skips one, and an API that is just being restarted is waited for: time
    here is ours to stop.
    """
    loop = asyncio.get_running_loop()
    jobs = [entry.job for entry in cadence]
    hours_on = 0
    state: ClockState | None = ClockState.RUNNING
    while state is not ClockState.ENDED:
        started = loop.time()
        async with hold_clock(hours_on) as state:
            if state is not None:
                hours_on = 1
                for _ in range(TRIES_AN_HOUR_MAX):
                    if await fire(jobs):
                        break
                    await sleep(RETRY_S)
        await sleep(max(0.0, seconds_per_hour - (loop.time() - started)))
