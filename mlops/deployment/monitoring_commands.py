"""`candor monitoring watch`, `preview`, `write` and `password`."""

import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from functions.domain.errors import InvalidInput
from functions.environment import read_settings
from mlops.configuration.env_file import given_settings
from mlops.deployment.monitoring import Monitoring
from mlops.deployment.monitoring_files import stale
from mlops.deployment.preview_command import preview_command
from mlops.local.free_port import is_free
from mlops.local.monitoring_servers import HASH_ROUNDS
from mlops.local.settings import REPOSITORY, read_state_path
from mlops.local.state_folder import monitoring_folder
from mlops.local.whole_file import make_private_folder, write_whole
from mlops.monitoring.password import new_password, password_hash
from mlops.monitoring.settings import AlertmanagerSettings
from mlops.monitoring.watcher.settings import WatcherSettings
from mlops.terminal import Terminal

PORTS = {"PROMETHEUS_PORT": 9090, "ALERTMANAGER_PORT": 9093, "WATCHER_PORT": 9095}

app = typer.Typer(help="What watches the product.", no_args_is_help=True)
app.command("preview")(preview_command)


@app.command()
def watch(
    env: Annotated[
        str, typer.Option(help="staging or production, as its file describes it.")
    ] = "production",
    env_file: Annotated[
        Path | None,
        typer.Option(help="Settings; default: .env.<environment>, else this process's variables."),
    ] = None,
    prometheus_port: Annotated[
        int, typer.Option(envvar="PROMETHEUS_PORT", help="Prometheus's.")
    ] = PORTS["PROMETHEUS_PORT"],
    alertmanager_port: Annotated[
        int, typer.Option(envvar="ALERTMANAGER_PORT", help="Alertmanager's.")
    ] = PORTS["ALERTMANAGER_PORT"],
    watcher_port: Annotated[
        int, typer.Option(envvar="WATCHER_PORT", help="The watcher's.")
    ] = PORTS["WATCHER_PORT"],
) -> None:
    """Run Prometheus, Alertmanager and the watcher here until Ctrl-C, for a product elsewhere.

    The local stack is watched by `make up`. Secrets are in the file or in variables, because
    everybody on a machine can read arguments.
    """
    terminal = Terminal()
    home = monitoring_folder(read_state_path())
    given = {"CANDOR_ENV": env, **given_settings(env, env_file)}
    ports = prometheus_port, alertmanager_port, watcher_port
    for name, port in zip(PORTS, ports, strict=True):
        if not is_free(port):
            raise InvalidInput(
                f"port {port} is taken by another program;"
                f" choose another, e.g. `{name}={port + 10} candor monitoring watch`"
            )
    make_private_folder(home.path)
    if not home.lock():
        raise InvalidInput(f"monitoring runs already, process {home.holder()}; stop it there")
    # Without one of its own Prometheus here gets one that is kept.
    given.setdefault("PROMETHEUS_PASSWORD", home.secrets().prometheus_password)
    _check(given)
    servers = Monitoring(given, home.path, *ports)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with servers.run():
        terminal.say(f"Watching {given['CANDOR_URL']}")
        for name, server in servers.servers().items():
            terminal.say(f"  {name:13} {server.url}")
        try:
            signal.pause()
        except KeyboardInterrupt:
            terminal.say("Stopping.")


@app.command()
def write(
    *, check: Annotated[bool, typer.Option("--check", help="Write nothing; fail if stale.")] = False
) -> None:
    """Write the promises' rules, the dashboards and the reference pages anew."""
    found = stale(REPOSITORY)
    names = ", ".join(str(path.relative_to(REPOSITORY)) for path in found)
    if check and found:
        raise InvalidInput(f"not up to date: {names}; run `candor monitoring write`")
    for path, text in found.items():
        write_whole(path, text)
    if not check:
        Terminal().say(f"Written: {names}" if found else "All were up to date.")


@app.command()
def password() -> None:
    """Make a password for Prometheus and Alertmanager; print it and its hash, keep neither."""
    made, terminal = new_password(), Terminal()
    terminal.say("Secret, for PROMETHEUS_PASSWORD of Prometheus, Grafana and the watcher:")
    terminal.say(f"  {made}")
    terminal.say("For PROMETHEUS_PASSWORD_HASH of Prometheus and Alertmanager:")
    terminal.say(f"  {password_hash(made)}")


def _check(given: Mapping[str, str]) -> None:
    """Hold what the servers are told to the rules of their images. Raises InvalidInput."""
    read_settings(WatcherSettings, given)
    # The hash is made anew at each start.
    hashed = password_hash(given["PROMETHEUS_PASSWORD"], HASH_ROUNDS)
    read_settings(AlertmanagerSettings, {**given, "PROMETHEUS_PASSWORD_HASH": hashed})
