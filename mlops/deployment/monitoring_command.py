"""`candor monitoring`."""

import signal
from collections.abc import Mapping
from typing import Annotated

import typer

from functions.domain.errors import InvalidInput
from functions.environment import process_environment, read_settings
from mlops.configuration.consumers import AlertmanagerSettings, PrometheusSettings
from mlops.deployment.monitoring import NOBODY, Monitoring, Watched
from mlops.local.free_port import is_free
from mlops.local.running_stack import running_stack
from mlops.local.settings import read_state_path
from mlops.local.state_folder import monitoring_folder
from mlops.terminal import Terminal

PROMETHEUS_PORT, ALERTMANAGER_PORT = 9090, 9093

app = typer.Typer(help="Watching the product.")


@app.command()
def monitoring(
    url: Annotated[
        str, typer.Option(envvar="CANDOR_URL", help="The product; without it the local stack.")
    ] = "",
    prometheus_port: Annotated[
        int, typer.Option(envvar="PROMETHEUS_PORT", help="Prometheus's.")
    ] = PROMETHEUS_PORT,
    alertmanager_port: Annotated[
        int, typer.Option(envvar="ALERTMANAGER_PORT", help="Alertmanager's.")
    ] = ALERTMANAGER_PORT,
) -> None:
    """Run Prometheus and Alertmanager here until Ctrl-C.

    METRICS_TOKEN is the product's, ALERT_WEBHOOK_URL where alerts go, Slack-compatible: secrets,
    which are variables only, because everybody on a machine can read arguments.
    """
    terminal = Terminal()
    watched = _watched(url, process_environment())
    for name, port in (("PROMETHEUS", prometheus_port), ("ALERTMANAGER", alertmanager_port)):
        if not is_free(port):
            raise InvalidInput(
                f"port {port} is taken by another program;"
                f" choose another, e.g. `{name}_PORT={port + 10} make monitoring`"
            )
    home = monitoring_folder(read_state_path())
    home.path.mkdir(parents=True, exist_ok=True)
    if not home.lock():
        raise InvalidInput(f"monitoring runs already, process {home.holder()}; stop it there")
    servers = Monitoring(watched, home.path, prometheus_port, alertmanager_port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with servers.run():
        terminal.say(f"Watching {watched.url}")
        terminal.say(f"  Prometheus    {servers.prometheus_url}")
        terminal.say(f"  Alertmanager  {servers.alertmanager_url}")
        if watched.webhook_url == NOBODY:
            terminal.say("  Alerts are shown there and sent to nobody: set ALERT_WEBHOOK_URL")
        try:
            signal.pause()
        except KeyboardInterrupt:
            terminal.say("Stopping.")


def _watched(url: str, environ: Mapping[str, str]) -> Watched:
    """What the servers are told, held to the rules of their images. Raises InvalidInput."""
    token = environ.get("METRICS_TOKEN", "")
    if url and not token:
        raise InvalidInput("METRICS_TOKEN is not set; it is what the product at CANDOR_URL has")
    if not url:
        stack = running_stack()
        url, token = stack.page_url, stack.metrics_token
    webhook = environ.get("ALERT_WEBHOOK_URL") or NOBODY
    read_settings(PrometheusSettings, {"CANDOR_URL": url, "METRICS_TOKEN": token})
    read_settings(AlertmanagerSettings, {"ALERT_WEBHOOK_URL": webhook})
    return Watched(url, token, webhook)
