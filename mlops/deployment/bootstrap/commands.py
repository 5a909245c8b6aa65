"""`candor bootstrap`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from functions.adapters.exchanges.history import HISTORY_DAYS_MAX
from mlops.deployment.bootstrap.bootstrap import Bootstrap
from mlops.deployment.bootstrap.database import Database
from mlops.deployment.bootstrap.target import read_target
from mlops.terminal import Terminal

DAYS_MIN = 130
"""A first training needs 120 days, and its features some before them."""

app = typer.Typer(help="An environment, from nothing to live.")


@app.command()
def bootstrap(
    env: Annotated[str, typer.Option(help="staging or production.")],
    env_file: Annotated[
        Path | None, typer.Option(help="Its settings; without it .env.<env> here.")
    ] = None,
    days: Annotated[
        int, typer.Option(min=DAYS_MIN, max=HISTORY_DAYS_MAX, help="Days of history to ask for.")
    ] = HISTORY_DAYS_MAX,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do.")] = False,
) -> None:
    """Bring an environment from an empty database to live.

    Stopped anywhere, it goes on when it is run again.
    """
    target = read_target(env, env_file or Path(f".env.{env}"))
    database = Database(target.owner_url, target.application_url)

    async def work() -> None:
        async with target.services() as given, target.stores() as stores:
            steps = Bootstrap(target, database, given, stores, Terminal(), days)
            await steps.run(dry=dry_run)

    asyncio.run(work())
