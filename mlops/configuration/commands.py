"""`candor config check`, `names`, `services` and `write`."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from functions.domain.errors import InvalidInput
from functions.domain.setting import Problem
from functions.environment import process_environment
from mlops.configuration.access import note_read
from mlops.configuration.catalogue import ENVIRONMENTS
from mlops.configuration.check import check as check_settings
from mlops.configuration.check import chosen_consumers, read_operations
from mlops.configuration.env_file import VARIABLES, EnvFile, given_settings, settings_file
from mlops.configuration.generated import stale_files, write_generated
from mlops.configuration.names import NAMED_IN, check_names
from mlops.configuration.remarks import remarks
from mlops.local.running_stack import running_stack
from mlops.local.settings import REPOSITORY
from mlops.terminal import Terminal

Env = Annotated[str, typer.Option("--env", help="development, staging or production.")]
File = Annotated[
    Path | None,
    typer.Option(
        "--env-file", help="Read this; else .env.<env> here, else the process's variables."
    ),
]

app = typer.Typer(help="What each environment is told.", no_args_is_help=True)


@app.callback()
def config() -> None:
    """Every setting, its example and its reference page come from the classes that read it."""


@app.command()
def check(
    env: Env,
    env_file: File = None,
    consumer: Annotated[
        str, typer.Option(help="One process only, e.g. vercel; docs/reference/settings.md.")
    ] = "",
) -> None:
    """Name every setting that is missing or wrong; exit code 1 when there is one."""
    require_environment(env)
    file = settings_file(env, env_file)
    given = file.values if file else process_environment()
    note_read(env, given, str(file.path) if file else VARIABLES)
    consumers = chosen_consumers(env, given, consumer)
    problems = check_settings(env, given, consumers, whole=file is not None and not consumer)
    problems = [*(file.problems if file else ()), *problems]
    who = ", ".join(one.name for one in consumers)
    terminal = Terminal()
    if not problems:
        where = f" in {file.path}" if file else ""
        terminal.say(f"The settings of {env}{where} are as {who} need them.")
        for sentence in remarks(env, given, consumers):
            terminal.say(f"Note: {sentence}.")
        return
    say_problems(terminal, problems, file)
    terminal.say(f"{len(problems)} to mend before {env} can start (for {who}).")
    raise typer.Exit(1)


@app.command()
def services(env: Env = "development", env_file: File = None) -> None:
    """Show where each service is and whether it is well; exit code 1 when one is not.

    Without a file, those of development are the running local stack's.
    """
    from mlops.configuration.services import local_services, services_of

    require_environment(env)
    if env == "development" and env_file is None:
        found = local_services(running_stack())
    else:
        found = services_of(read_operations(env, given_settings(env, env_file)))
    states = found.states()
    Terminal().table(("service", "url", "state"), states)
    raise typer.Exit(1 if any(state != "up" for _, _, state in states) else 0)


@app.command()
def names() -> None:
    """Check that what the deployment files name are settings, and that all needed are named."""
    terminal = Terminal()
    wrong = check_names(REPOSITORY)
    for sentence in wrong:
        terminal.say(sentence)
    if wrong:
        raise typer.Exit(1)
    terminal.say(f"The names in {', '.join(NAMED_IN)} are settings.")


@app.command()
def write(
    *, check: Annotated[bool, typer.Option("--check", help="Write nothing; fail if stale.")] = False
) -> None:
    """Write the examples, the reference page and the page's settings anew."""
    if not check:
        written = write_generated(REPOSITORY)
        Terminal().say(f"Written: {', '.join(written)}" if written else "All were up to date.")
    elif stale := stale_files(REPOSITORY):
        raise InvalidInput(f"not up to date: {', '.join(stale)}; run `candor config write`")


def require_environment(env: str) -> None:
    """Refuse an environment that there is none of."""
    if env not in ENVIRONMENTS:
        raise InvalidInput(f"--env is {', '.join(ENVIRONMENTS)}, not {env!r}")


def say_problems(terminal: Terminal, problems: Sequence[Problem], file: EnvFile | None) -> None:
    """A table for a person at a terminal, `file:line: sentence` for everything else."""
    lines: Mapping[str, int] = file.lines if file else {}
    problems = sorted(problems, key=lambda one: lines.get(one.name, sys.maxsize))
    if terminal.is_rich:
        terminal.table(
            ("line", "problem", "what to do"),
            [(str(lines.get(one.name, "")), one.kind, one.sentence) for one in problems],
        )
        return
    for one in problems:
        line = f":{lines[one.name]}" if one.name in lines else ""
        terminal.say(f"{file.path}{line}: {one.sentence}" if file else one.sentence)
