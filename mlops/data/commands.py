"""`candor data check`, `doctor` and `backfill`."""

import asyncio

import typer

from functions.adapters.exchanges.history import HISTORY_DAYS_MAX
from functions.adapters.postgres.candle_report import CandleReport
from functions.domain.errors import InvalidInput
from functions.domain.units import hour_floor
from functions.domain.world import Mode
from functions.jobs.backfill import backfill as fill_stretch
from mlops.data.backfill import Backfilled, backfill_days
from mlops.data.doctor import examine
from mlops.history.commands import check
from mlops.local.running_stack import running_stack
from mlops.local.session import services_of
from mlops.terminal import Terminal

app = typer.Typer(help="Candles: of a history file, or of the running world.")
app.command()(check)


@app.callback()
def data() -> None:
    """A history file is imported when `make up` opens its world; here candles are looked after."""


@app.command()
def doctor() -> None:
    """Report gaps, venues, revisions and quarantines of the running world."""
    stack, terminal = running_stack(), Terminal()
    terminal.say(f"World: {stack.mode} of {stack.source}, database {stack.name}")
    is_whole = examine(CandleReport(stack.database_url), terminal)
    if stack.mode is Mode.LIVE and not is_whole:
        terminal.say("`candor data backfill --days N` asks the venues for them again.")


@app.command()
def backfill(
    days: int = typer.Option(..., min=1, max=HISTORY_DAYS_MAX, help="How many days back."),
) -> None:
    """Ask the venues of a live world for the hours it lacks."""
    stack, terminal = running_stack(), Terminal()
    if stack.mode is not Mode.LIVE:
        raise InvalidInput(f"a {stack.mode} world has its history; backfill is for a live one")
    bar = terminal.bar()

    async def work() -> tuple[Backfilled, int]:
        async with services_of(stack) as given:
            now = (await given.services.world.read()).clock.now
            done = await backfill_days(
                lambda first, until: fill_stretch(given.services, first, until),
                now,
                days,
                bar.show,
                asyncio.sleep,
            )
            known_by = (await given.services.world.read()).clock.now
            present = await given.services.candles.window(hour_floor(now), days * 24, known_by)
            return done, days * 24 - len(present)

    terminal.say(f"Asking for the last {days} days; whatever is stored already is not asked for.")
    done, missing = asyncio.run(work())
    terminal.say(f"{done.stored} hours new and {done.revised} revised in {done.seconds:.1f} s")
    for failure in done.failed_venues.values():
        terminal.say(f"  failed at times: {failure}")
    terminal.say(
        f"{missing} hours are still missing; run it again later"
        if missing
        else f"Every hour of the last {days} days is there."
    )
