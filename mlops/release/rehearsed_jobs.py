"""The jobs of a rehearsal: they are called at the domain, as Vercel's crons call them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import psycopg

from functions.adapters.postgres.world_owner import ClockBusy, ClockHand, WorldOwner
from functions.adapters.system import SystemClock
from functions.domain.errors import CandorError
from functions.domain.world import ClockState, Mode
from functions.jobs.cadence import CADENCE
from mlops.local.stack_record import RunningStack
from mlops.local.ticker import TickTrigger, tick_live, tick_replay

AGAIN_AFTER_S = 0.5
RETRY_S = 5.0


async def call_jobs(url: str, stack: RunningStack, say: Callable[[str], None]) -> None:
    """Tick at an address, for ever; what goes wrong is said and tried again.

    In a world whose time is ours its clock is held meanwhile: the stack's own ticker waits, so
    what is issued was issued by what the domain points to.
    """
    while True:
        try:
            await _called(url, stack)
        except (CandorError, OSError, psycopg.Error) as error:
            say(f"jobs: {error}; trying again in {RETRY_S:g} s")
            await asyncio.sleep(RETRY_S)


async def _called(url: str, stack: RunningStack) -> None:
    trigger = TickTrigger(url, stack.cron_secret)
    try:
        if stack.mode is Mode.LIVE:
            await tick_live(CADENCE, trigger.fire, SystemClock().now)
        async with _clock(WorldOwner(stack.owner_database_url)) as hand:
            await tick_replay(trigger.fire, _hours(hand), stack.seconds_per_hour)
            await asyncio.Event().wait()  # the history has ended
    finally:
        await trigger.close()


@asynccontextmanager
async def _clock(owner: WorldOwner) -> AsyncIterator[ClockHand]:
    """The hand of a world's clock, once nobody else holds it."""
    while True:
        held = owner.clock()
        try:
            hand = await asyncio.to_thread(held.__enter__)
            break
        except ClockBusy:
            await asyncio.sleep(AGAIN_AFTER_S)
    try:
        yield hand
    finally:
        held.__exit__(None, None, None)


def _hours(
    hand: ClockHand,
) -> Callable[[int], AbstractAsyncContextManager[ClockState | None]]:
    @asynccontextmanager
    async def hold(hours_on: int) -> AsyncIterator[ClockState | None]:
        yield (await asyncio.to_thread(hand.advance if hours_on else hand.read)).state

    return hold
