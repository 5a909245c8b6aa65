"""`candor up`, `down`, `status`, `logs` and `reset`."""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from typing import Annotated

import typer

from functions.domain.errors import CandorError, InvalidInput, NotFound
from mlops.local.free_port import is_free
from mlops.local.log_lines import readable
from mlops.local.postgres import choose_home
from mlops.local.running_stack import running_stack
from mlops.local.settings import read_settings, read_state_path
from mlops.local.stack_record import RunningStack
from mlops.local.state_folder import StateFolder, monitoring_folder
from mlops.local.supervisor import Server
from mlops.local.tracking_server import ADMIN
from mlops.local.tracking_start import Stage
from mlops.local.world_choice import choose_world
from mlops.terminal import Terminal
from mlops.tracking.users import parse_users

DOWN_S_MAX = 10.0
POLL_S = 0.05

app = typer.Typer(help="The whole product on this machine.")


@app.command()
def up() -> None:
    """Start everything and keep it running until Ctrl-C."""
    from mlops.local.build_stack import build_stack
    from mlops.local.run import run
    from mlops.local.stack import SERVICE_PORTS

    settings, terminal = read_settings(), Terminal()
    world = choose_world(settings)
    parse_users(settings.mlflow_users, ADMIN)
    state = StateFolder(settings.state)
    state.prepare()
    if not state.lock():
        _say_it_runs(state, terminal)
        return
    if not is_free(settings.port):
        raise InvalidInput(
            f"port {settings.port} is taken by another program;"
            f" choose another, e.g. `CANDOR_PORT={settings.port + 1} make up`"
        )
    ports = {**state.ports(SERVICE_PORTS), "page": settings.port}
    stack = build_stack(settings, world, state, ports, state.secrets())
    asyncio.run(run(stack, state, terminal))


@app.command()
def down() -> None:
    """Stop what `up` started."""
    state, terminal = StateFolder(read_state_path()), Terminal()
    watcher = monitoring_folder(state.path).holder()
    if watcher is not None:
        terminal.say(f"Monitoring still runs (process {watcher}); Ctrl-C there stops it.")
    pid = state.holder()
    if pid is None:
        terminal.say(f"Candor is not running from {state.path}.")
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + DOWN_S_MAX
    while state.holder() is not None:
        if time.monotonic() > deadline:
            raise CandorError(f"Candor did not stop within {DOWN_S_MAX:.0f} s; try again")
        time.sleep(POLL_S)
    terminal.say("Candor is down; its state is kept.")


@app.command()
def status() -> None:
    """Ask every service now whether it is well."""
    from mlops.local.build_stack import build_stack

    state, terminal = StateFolder(read_state_path()), Terminal()
    try:
        running = running_stack(state)
    except NotFound as error:
        terminal.say(f"{error}.")
        return
    settings = running.settings(state.path)
    stack = build_stack(settings, running.choice(), state, running.ports, state.secrets())
    urls = stack.urls()
    terminal.table(
        ("service", "url", "state"),
        [
            (name, urls[name], _state(name, server, running))
            for name, server in stack.servers().items()
        ],
    )
    terminal.say(f"World: {running.mode} of {running.source}, database {running.name}")


@app.command()
def logs(
    service: Annotated[str, typer.Argument(help="One service only, e.g. api.")] = "",
    lines: Annotated[int, typer.Option(min=1, help="How many of the last lines of each.")] = 50,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="As written: JSON, for jq.")] = False,
) -> None:
    """Show what the services wrote."""
    folder, terminal = StateFolder(read_state_path()).logs, Terminal()
    known = {path.stem: str(path) for path in sorted(folder.glob("*.log"))}
    shown = [path for name, path in known.items() if service in ("", name)]
    if not shown:
        wanted = f" of {service!r}" if service else ""
        raise InvalidInput(f"there is no log{wanted}; there are: {', '.join(known) or 'none yet'}")
    command = ("tail", "-n", str(lines), *(["-F"] if follow else []), *shown)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as tail:
        for line in map(str.rstrip, tail.stdout or ()):
            terminal.say(line if raw else readable(line))
    raise typer.Exit(tail.returncode)


@app.command()
def reset() -> None:
    """Delete all local state: databases, ledger, models, secrets, logs."""
    state, terminal = StateFolder(read_state_path()), Terminal()
    if state.holder() is not None:
        raise InvalidInput("Candor is running; stop it with `make down` first")
    if not state.path.exists():
        terminal.say(f"There is nothing to delete at {state.path}.")
        return
    for folder in dict.fromkeys((choose_home(state.path), state.path)):
        if folder.exists():
            terminal.say(f"Deleting {folder}")
            shutil.rmtree(folder)


def _state(name: str, server: Server, running: RunningStack) -> str:
    if server.is_ready():
        return "up"
    if name == "mlflow" and running.mlflow_stage != Stage.UP:
        return running.mlflow_stage
    return "not answering"


def _say_it_runs(state: StateFolder, terminal: Terminal) -> None:
    try:
        running = running_stack(state)
    except NotFound:
        terminal.say("Candor is starting already, from another terminal.")
        return
    terminal.say(
        f"Candor is running already at {running.page_url}"
        f" ({running.mode} of {running.source}); `make down` stops it."
    )
