"""`candor secrets list`, `check`, `ways`, `record`, `rotate`, `retire` and `log`."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import httpx
import typer

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.release.asked import Env, File, finished
from mlops.release.secrets import shown
from mlops.release.secrets.entry import Kind
from mlops.release.secrets.keeper import Keeper, keeper
from mlops.release.secrets.last_used import TIMEOUT_S, last_used
from mlops.release.secrets.standing import against, last_of, print_of
from mlops.release.secrets.ways import WAYS, Change
from mlops.terminal import Terminal

OWNER = typer.Option(help="A person or a team; else as before, else release.yml's.")
Owner = Annotated[str, OWNER]
Name = Annotated[str, typer.Argument(help="A secret by its setting's name.")]

app = typer.Typer(help="How old secrets are, whose, who read them.", no_args_is_help=True)


@app.callback()
def secrets() -> None:
    """No command shows a value, and each leaves a line in the log."""


@app.command("list")
def list_command(env: Env, env_file: File = None) -> None:
    """Show every secret with its owner, its age and when it is due."""

    async def made() -> None:
        one = keeper(env, env_file)
        found = await one.standings()
        used, unknown = _used(one) if any(each.accepted_since for each in found) else ({}, "")
        terminal = Terminal()
        terminal.table(shown.LIST_HEADER, shown.list_rows(found, used, one.now))
        if unknown:
            terminal.say(f"When the ones before were shown last is not known: {unknown}")

    finished(made)


@app.command()
def check(env: Env, env_file: File = None) -> None:
    """Say which secrets stand against a release, as its preflight does; exit code 1 if any."""

    async def made() -> int:
        one = keeper(env, env_file)
        found = list(against(env, await one.standings(), one.policy, one.now))
        for sentence in found or [f"No secret of {env} stands against a release."]:
            Terminal().say(sentence)
        return 1 if found else 0

    raise typer.Exit(finished(made))


@app.command()
def ways() -> None:
    """Show how each secret is made anew, and whether the one before goes on meanwhile."""
    Terminal().table(shown.WAYS_HEADER, shown.ways_rows())


@app.command()
def record(
    env: Env,
    names: Annotated[list[str] | None, typer.Argument(help="Secrets by name.")] = None,
    owner: Owner = "",
    made_on: Annotated[
        datetime | None,
        typer.Option("--made", formats=["%Y-%m-%d"], help="The day, UTC; else as before, or now."),
    ] = None,
    env_file: File = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="All that are not on record or nobody's.")
    ] = False,
) -> None:
    """Put on record what was made elsewhere: whose it is, and since when."""

    async def made() -> None:
        one = keeper(env, env_file)
        chosen = list(names or [])
        if everything:
            lacking = [each for each in await one.standings() if not (each.made_at and each.owner)]
            chosen += [each.name for each in lacking if each.name not in chosen]
        if not chosen and not everything:
            raise InvalidInput("name secrets, or --all for those that are not on record")
        since = None if made_on is None else made_on.replace(tzinfo=UTC)
        await one.rotation().record(chosen, owner.strip(), since)
        Terminal().say(f"On record: {', '.join(chosen)}." if chosen else "All are on record.")

    finished(made)


@app.command()
def rotate(name: Name, env: Env, owner: Owner = "", env_file: File = None) -> None:
    """Make a secret anew; where we make it, the one before is accepted until it is retired.

    What a vendor makes is asked for, or read from standard input: nobody else on the machine
    can read that, as they can arguments.
    """
    way = WAYS.get(name)
    if way is None:
        raise InvalidInput(f"{name} is no secret; `candor secrets ways` lists them")
    if way.change is Change.NEVER:
        raise InvalidInput(f"{name} is not rotated by this: {way.how}")
    value = _asked(name, way.how) if way.change is Change.GIVEN else ""

    async def made() -> None:
        one = keeper(env, env_file, {name: value} if value else None)
        await one.entries()
        done = await one.rotation().rotate(name, value, owner.strip())
        for line in shown.rotated_lines(done, env):
            Terminal().say(line)

    finished(made)


@app.command()
def retire(
    name: Name,
    env: Env,
    env_file: File = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, whatever is doubtful.")] = False,
) -> None:
    """End the secret before; who still shows it is refused from the next release on."""

    async def made() -> None:
        one = keeper(env, env_file)
        entries = await one.entries()
        found = {each.name: each for each in await one.standings()}
        if not yes and name in found and found[name].accepted_since is not None:
            told = last_of(entries, name, Kind.TOLD)
            used, unknown = _used(one)
            doubtful = list(
                shown.doubts(
                    name, found[name], print_of(told, name) if told else "", used.get(name), unknown
                )
            )
            for sentence in doubtful:
                Terminal().say(f"But {sentence}.")
            if doubtful:
                typer.confirm(f"Retire the {name} before all the same?", abort=True)
        if not await one.rotation().retire(name):
            Terminal().say(f"No {name} before is accepted; there is nothing to retire.")
            return
        Terminal().say(
            f"The {name} before is no setting of {env} any more; a release ends it"
            f" (`candor release plan --env {env}`)."
        )

    finished(made)


@app.command("log")
def log_command(
    env: Env,
    env_file: File = None,
    name: Annotated[str, typer.Option(help="Of one secret only.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many events.")] = 50,
    *,
    whole: Annotated[bool, typer.Option("--whole", help="Every name of an event.")] = False,
) -> None:
    """Show what happened to secrets and who read them, newest first."""

    async def made() -> None:
        one = keeper(env, env_file)
        await one.entries()
        newest = await one.register.newest(name, limit)
        Terminal().table(shown.LOG_HEADER, shown.log_rows(newest, whole=whole))

    finished(made)


def _used(one: Keeper) -> tuple[Mapping[str, datetime], str]:
    """When the ones before were shown last, or why nobody knows."""
    try:
        with httpx.Client(timeout=TIMEOUT_S) as client:
            return last_used(one.given, client), ""
    except VendorUnavailable as failure:
        return {}, str(failure)


def _asked(name: str, how: str) -> str:
    if sys.stdin.isatty():
        typer.echo(f"Make it first: {how}.")
        value = typer.prompt(f"The new {name}", hide_input=True)
    else:
        value = sys.stdin.readline()
    if not (value := str(value).strip()):
        raise InvalidInput(f"no new {name} was given; nothing was changed")
    return value
