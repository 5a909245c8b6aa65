"""`candor env create`, `destroy`, `show`, `check` and `rehearse`."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from functions.domain.errors import InvalidInput
from functions.environment import process_environment, read_settings
from mlops.configuration.check import read_operations
from mlops.configuration.env_edit import change_env_file
from mlops.configuration.env_example import env_example
from mlops.configuration.env_file import given_settings, read_env_file, settings_file
from mlops.deployment.bootstrap.target import Target
from mlops.deployment.costs.bill import bill, read_plans
from mlops.deployment.costs.table import bill_rows
from mlops.deployment.render.blueprint import Blueprint
from mlops.environments.data import bring_data
from mlops.environments.destroy import destroy as destroy_pieces
from mlops.environments.make import Making
from mlops.environments.pieces import require_disposable, require_making
from mlops.environments.rehearse import rehearse
from mlops.environments.separate import shared
from mlops.environments.shown import say_pieces, say_usage, say_what_remains
from mlops.environments.told import MADE
from mlops.environments.vendors import vendors_of
from mlops.local.settings import REPOSITORY
from mlops.operations import AccountSettings
from mlops.release.declared.release import read_release
from mlops.terminal import Terminal

PARTLY = 3
Name = Annotated[str, typer.Argument(help="The environment: staging.")]
Accounts = Annotated[
    Path | None,
    typer.Option(
        "--accounts",
        help="File with the vendors' keys that make it; else this process's variables.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Look, say what would be done, stop.")]

app = typer.Typer(help="Environments from code.", no_args_is_help=True)
app.command()(rehearse)


@app.callback()
def env() -> None:
    """docs/environments.md tells the whole of it."""


@app.command()
def create(
    name: Name,
    accounts: Accounts = None,
    copy_from: Annotated[
        str, typer.Option(help="Copy candles and ledger from this environment, e.g. production.")
    ] = "",
    *,
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Make what is lacking of an environment, and write its settings to .env.<name>.

    Stopped anywhere, it goes on when it is run again.
    """
    require_making(name)
    if copy_from == name:
        raise InvalidInput(f"{name} is not copied into itself")
    declared, file = read_release().environment(name), Path(f".env.{name}")
    terminal = Terminal()

    async def made() -> None:
        async with vendors_of(_accounts(accounts)) as vendors:
            await say_pieces(terminal, vendors, name, declared, _blueprint())
            header, *rows = bill_rows(bill(read_plans(), declared.profile))
            terminal.say(f"\nA month of the profile {declared.profile}, all environments of it:")
            terminal.table(header, rows)
            if dry_run:
                terminal.say("\nNothing was made.")
                return
            if not yes:
                typer.confirm(f"\nMake what is lacking of {name}?", abort=True)
            making = Making(
                name,
                declared,
                _blueprint(),
                vendors,
                _told(file),
                lambda values: change_env_file(file, values, env_example(name)),
                terminal.say,
            )
            await making.run()
        say_what_remains(terminal, name, file, copied=bool(copy_from))
        if copy_from:
            await _copy(terminal, name, copy_from)

    asyncio.run(made())


@app.command()
def destroy(
    name: Name,
    accounts: Accounts = None,
    *,
    dry_run: DryRun = False,
    yes: Annotated[
        str, typer.Option("--yes", help="The environment's name again, instead of typing it.")
    ] = "",
) -> None:
    """Take an environment away with all its data. Exit code 3: in part; it says what is left."""
    declared, file = read_release().environment(name), Path(f".env.{name}")
    require_disposable(name, declared)
    terminal = Terminal()

    async def made() -> int:
        async with vendors_of(_accounts(accounts)) as vendors:
            await say_pieces(terminal, vendors, name, declared, _blueprint())
            if dry_run:
                terminal.say("\nNothing was destroyed.")
                return 0
            typed = yes or typer.prompt(f"\nAll data of {name} are lost. Type {name} to go on")
            if typed != name:
                raise InvalidInput(f"{typed!r} is not {name}; nothing was destroyed")
            left = await destroy_pieces(vendors, name, declared, _blueprint(), terminal.say)
        if left:
            terminal.say("Destroyed in part; run this again, or see to the rest by hand:")
            for one in left:
                terminal.say(f"  {one}")
            return PARTLY
        if made_here := _told(file).keys() & MADE:
            change_env_file(file, dict.fromkeys(made_here, ""))
            terminal.say(f"What was made is out of {file} too; what a person wrote there stays.")
        terminal.say(f"{name} is gone.")
        return 0

    raise typer.Exit(asyncio.run(made()))


@app.command()
def show(name: Name, accounts: Accounts = None) -> None:
    """Show what of an environment is there, and what its databases used."""
    require_making(name)
    declared, terminal = read_release().environment(name), Terminal()

    async def made() -> None:
        async with vendors_of(_accounts(accounts)) as vendors:
            there = await say_pieces(terminal, vendors, name, declared, _blueprint())
            terminal.say("")
            await say_usage(terminal, vendors, there)

    asyncio.run(made())


@app.command()
def check(
    name: Annotated[str, typer.Argument(help="One environment, e.g. staging.")],
    other: Annotated[str, typer.Argument(help="Another.")] = "production",
) -> None:
    """Refuse two environments that share a secret, database, bucket or address."""
    if name == other:
        raise InvalidInput("name two environments")
    for one in (name, other):
        if settings_file(one, None) is None:
            raise InvalidInput(f"there is no .env.{one} here to compare")
    found = shared(given_settings(name, None), given_settings(other, None))
    terminal = Terminal()
    for sentence in found:
        terminal.say(sentence)
    if found:
        raise typer.Exit(1)
    terminal.say(f"{name} and {other} share nothing.")


def _accounts(file: Path | None) -> AccountSettings:
    given: Mapping[str, str] = read_env_file(file).values if file else process_environment()
    # Of no environment: emulators on this machine may be named too.
    return read_settings(AccountSettings, {**given, "CANDOR_ENV": "development"})


async def _copy(terminal: Terminal, name: str, source: str) -> None:
    """Copy data between the environments of two files. Raises InvalidInput before it begins."""
    ours, theirs = (settings_file(one, None) for one in (name, source))
    if ours is None or theirs is None:
        raise InvalidInput(f"there is no .env.{source} here, so nothing was copied")
    if common := shared(ours.values, theirs.values):
        raise InvalidInput("\n".join(["nothing was copied:", *common]))
    try:
        target = Target(read_operations(name, ours.values))
        target.check(name)
    except InvalidInput:
        raise InvalidInput(
            f"nothing was copied yet: the settings of {name} are not complete; write what"
            " remains, then run this again"
        ) from None
    await bring_data(target, read_operations(source, theirs.values), terminal.say)


def _told(file: Path) -> dict[str, str]:
    return dict(read_env_file(file).values) if file.is_file() else {}


def _blueprint() -> Blueprint:
    return Blueprint.read(REPOSITORY / "render.yaml")
