"""`candor prepare` and `candor replay`."""

import asyncio
from datetime import datetime
from pathlib import Path

import typer

from functions.adapters.postgres.world_owner import WorldOwner
from functions.adapters.system import SystemClock
from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR
from functions.domain.world import Clock
from mlops.local.running_stack import running_stack
from mlops.local.session import services_of, training_stores
from mlops.replay.drive import Driven, drive
from mlops.replay.narration import Narration
from mlops.replay.prepare import prepare as prepare_world
from mlops.storage.adopt import adopt
from mlops.terminal import Terminal
from mlops.training.logbook import logbook_of

HOURS_MAX = 100 * 366 * 24
"""A hundred years: more than any history of Bitcoin has."""

CLOCK_S_MAX = 60.0
"""The ticker holds the clock while the jobs of an hour run, and lets go between two hours."""

app = typer.Typer(help="Worlds and their clocks.")


@app.command()
def prepare() -> None:
    """Open the world of the running stack and bring it to its starting point."""
    stack = running_stack()

    async def work() -> None:
        async with services_of(stack) as given, training_stores(stack) as stores:
            await adopt(Path(stack.objects_dir), stores.models)
            await prepare_world(
                given,
                stack.owner_database_url,
                stack.choice(),
                stack.seconds_per_hour,
                stores,
                logbook_of(stack),
                SystemClock().now,
                Narration(Terminal()),
            )

    asyncio.run(work())


@app.command()
def replay(
    hours: int = typer.Option(..., min=1, help="How many hours pass, at full speed."),
) -> None:
    """Let hours pass at full speed, through the same jobs as ever."""
    if hours > HOURS_MAX:
        raise InvalidInput(f"at most {HOURS_MAX} hours can pass at once, not {hours}")
    stack = running_stack()
    terminal = Terminal()
    narration = Narration(terminal)

    async def work() -> Driven:
        async with services_of(stack) as given:
            with WorldOwner(stack.owner_database_url).clock(CLOCK_S_MAX) as hand:
                clock = hand.read()
                start, until = clock.now, last_hour(clock, hours)

                def progress(clock: Clock) -> None:
                    share = (clock.now - start) / (until - start) if until > start else 1.0
                    narration.share(f"{clock.now:%d %b %Y %H:00} UTC", share)

                return await drive(given, hand, until, progress)

    driven = asyncio.run(work())
    narration.driven(driven)
    if driven.hours < hours:
        terminal.say("  The history has ended: no more time passes in this world.")


def last_hour(clock: Clock, hours: int) -> datetime:
    """What the clock shows after so many hours, or at the end of its history."""
    until = clock.now + hours * HOUR
    return until if clock.ends_at is None else max(clock.now, min(until, clock.ends_at))
