"""What every command of `candor release` is asked, and how it gets at what it needs."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated, TypeVar

import psycopg
import typer

from functions.domain.errors import VendorUnavailable
from mlops.configuration.access import user_name
from mlops.configuration.env_file import given_settings
from mlops.release.declared.release import read_release
from mlops.release.target import Target, owner_url, reached

Done = TypeVar("Done")

Env = Annotated[str, typer.Option("--env", help="An environment of release.yml.")]
File = Annotated[
    Path | None,
    typer.Option(
        "--env-file", help="Read this; else .env.<env> here, else the process's variables."
    ),
]
Commit = Annotated[str, typer.Option(help="A commit, branch or tag of this checkout.")]
First = Annotated[
    bool, typer.Option("--first", help="Nothing was before, so there is no way back to it.")
]
Champion = Annotated[
    str | None,
    typer.Option(help="Make this model the champion: its version, digest, or `challenger`."),
]
WithoutCi = Annotated[
    bool, typer.Option("--without-ci", help="Untested; for platforms on this machine only.")
]
CiResult = Annotated[
    Path | None, typer.Option("--ci-result", help="What the tests said; else GitHub is asked.")
]
By = Annotated[str, typer.Option("--by", help="Who releases; else who is logged in.")]


def target_of(env: str, env_file: Path | None) -> AbstractAsyncContextManager[Target]:
    """The environment, to be opened. Raises InvalidInput."""
    return reached(env, read_release().environment(env), given_settings(env, env_file))


def log_of(env: str, env_file: Path | None) -> str:
    """Where the log is, which takes no platform. Raises InvalidInput."""
    return owner_url(env, read_release().environment(env), given_settings(env, env_file))


def named(by: str) -> str:
    """Who releases."""
    return by.strip() or user_name()


def finished(work: Callable[[], Awaitable[Done]]) -> Done:
    """Run it; a database that is lost on the way is an outside failure like any other."""

    async def run() -> Done:
        return await work()

    try:
        return asyncio.run(run())
    except psycopg.OperationalError as error:
        raise VendorUnavailable("postgres", str(error).strip()) from None
