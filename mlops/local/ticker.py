"""Ticks by HTTP, as any scheduler does, at the times of the one cadence table.

Live, that is at those minutes of the wall clock. In a replay or simulation every few
seconds of wall time an hour passes, and then there is a tick.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime

import httpx

from functions.domain.world import ClockState
from functions.jobs.cadence import Cadence, next_chance

TICK_S_MAX = 60.0
TRIES_AN_HOUR_MAX = 30
RETRY_S = 1.0
LOGGED_MAX = 1000

log = logging.getLogger(__name__)


class TickTrigger:
    """Triggers ticks with the cron secret."""

    def __init__(self, api_url: str, cron_secret: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=api_url,
            headers={"Authorization": f"Bearer {cron_secret}"},
            timeout=TICK_S_MAX,
        )

    async def fire(self) -> bool:
        """One tick; whether every job that was due could do its work.

        A job that waits for its data has done its work; it is asked again at its next chance.
        """
        try:
            answer = await self._http.post("/api/cron/tick")
        except httpx.HTTPError as error:
            log.warning("tick: %s: %s", type(error).__name__, error)
            return False
        level = logging.INFO if answer.is_success else logging.WARNING
        log.log(level, "tick: %d %s", answer.status_code, answer.text[:LOGGED_MAX])
        return answer.is_success or _did_its_work(answer)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def _did_its_work(answer: httpx.Response) -> bool:
    try:
        jobs = answer.json()["jobs"]
        return bool(jobs) and not any("problem" in job for job in jobs)
    except (ValueError, KeyError, TypeError):
        return False  # an API that is just being restarted, or a gateway


async def tick_live(
    cadence: Sequence[Cadence],
    fire: Callable[[], Awaitable[object]],
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Tick once at start, then at every chance of the table, for ever.

    A chance that passed while a tick ran is not made up for: the jobs themselves find
    what is missing, whenever they are triggered.
    """
    await fire()
    while True:
        now_at = now()
        await sleep((next_chance(cadence, now_at) - now_at).total_seconds())
        await fire()


async def tick_replay(
    fire: Callable[[], Awaitable[bool]],
    hold_clock: Callable[[int], AbstractAsyncContextManager[ClockState | None]],
    seconds_per_hour: float,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Tick, let an hour pass, and again, until the history ends.

    `hold_clock` holds the clock while the jobs of an hour run, as it stands or one hour
    on; it gives None while somebody else holds it. The first hour is the one that is:
    whoever was interrupted may have left it undone. A slow machine makes the hours
    longer, never skips one, and an API that is just being restarted is waited for: time
    here is ours to stop.
    """
    loop = asyncio.get_running_loop()
    hours_on = 0
    state: ClockState | None = ClockState.RUNNING
    while state is not ClockState.ENDED:
        started = loop.time()
        async with hold_clock(hours_on) as state:
            if state is not None:
                hours_on = 1
                for _ in range(TRIES_AN_HOUR_MAX):
                    if await fire():
                        break
                    await sleep(RETRY_S)
        await sleep(max(0.0, seconds_per_hour - (loop.time() - started)))
