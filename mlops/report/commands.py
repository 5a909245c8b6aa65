"""`candor report`."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from functions.adapters.system import SystemClock
from functions.domain.errors import InvalidInput
from functions.domain.units import instant_text
from mlops.configuration.env_file import given_settings
from mlops.local.running_stack import running_stack
from mlops.local.whole_file import write_whole
from mlops.release.asked import Env, File
from mlops.release.declared.release import read_release
from mlops.release.target import owner_url
from mlops.report.gather import Records, gather
from mlops.report.goals import read_goals
from mlops.report.judge import judge
from mlops.report.written import HEADER, document, markdown, rows, summary
from mlops.terminal import HIDDEN, Terminal

DAYS = 30
DAYS_MAX = 90
"""The status page knows no more."""

app = typer.Typer()


@app.command()
def report(
    env: Env,
    days: Annotated[int, typer.Option(min=1, max=DAYS_MAX, help="How far back.")] = DAYS,
    env_file: File = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    to: Annotated[Path | None, typer.Option("--markdown", help="Write it into this file.")] = None,
) -> None:
    """Say which goals an environment met, by its records; what is not known is "no data"."""
    goals, records = read_goals(), records_of(env, env_file)
    now, span = SystemClock().now(), timedelta(days=days)
    lines = judge(goals, asyncio.run(gather(records, goals, now, span)))
    terminal = Terminal()
    if to is not None:
        if not to.parent.is_dir():
            raise InvalidInput(f"there is no folder {to.parent}; make it first")
        write_whole(to, HIDDEN.out(markdown(lines, env, now, span)))
    if as_json:
        terminal.say(json.dumps(document(lines, env, now, span), indent=2, allow_nan=False))
        return
    terminal.table(HEADER, rows(lines))
    terminal.say(f"\n{env} from {instant_text(now - span)} on. {summary(lines)}")
    if to is not None:
        terminal.say(f"Written: {to}")


def records_of(env: str, env_file: Path | None) -> Records:
    """Where an environment's records are. Raises InvalidInput, NotFound."""
    declared = read_release().environment(env)
    if declared.platforms == "local":
        stack = running_stack()
        return Records(
            env,
            declared,
            stack.page_url,
            stack.prometheus_url,
            stack.alertmanager_url,
            stack.prometheus_password,
            lambda: stack.owner_database_url,
        )
    given = given_settings(env, env_file)
    return Records(
        env,
        declared,
        declared.url,
        given.get("PROMETHEUS_URL", ""),
        given.get("ALERTMANAGER_URL", ""),
        given.get("PROMETHEUS_PASSWORD", ""),
        lambda: owner_url(env, declared, given),
    )
