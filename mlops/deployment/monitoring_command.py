"""`candor monitoring`."""

import signal
from typing import Annotated

import typer

from functions.domain.errors import InvalidInput
from mlops.deployment.monitoring import NOBODY, Monitoring, Watched
from mlops.local.free_port import is_free
from mlops.local.running_stack import running_stack
from mlops.local.settings import read_state_path
from mlops.terminal import Terminal

PROMETHEUS_PORT, ALERTMANAGER_PORT = 9090, 9093

app = typer.Typer(help="Watching the product.")


@app.command()
def monitoring(
    url: Annotated[
        str, typer.Option(envvar="CANDOR_URL", help="The product; without it the local stack.")
    ] = "",
    metrics_token: Annotated[
        str, typer.Option(envvar="METRICS_TOKEN", help="The product's; not for the local stack.")
    ] = "",
    webhook_url: Annotated[
        str, typer.Option(envvar="ALERT_WEBHOOK_URL", help="Where alerts go, Slack-compatible.")
    ] = NOBODY,
    prometheus_port: Annotated[int, typer.Option(help="Prometheus's.")] = PROMETHEUS_PORT,
    alertmanager_port: Annotated[int, typer.Option(help="Alertmanager's.")] = ALERTMANAGER_PORT,
) -> None:
    """Run Prometheus and Alertmanager here until Ctrl-C."""
    terminal = Terminal()
    if url and not metrics_token:
        raise InvalidInput("METRICS_TOKEN is not set; it is what the product at CANDOR_URL has")
    if not url:
        stack = running_stack()
        url, metrics_token = stack.page_url, stack.metrics_token
    for port in (prometheus_port, alertmanager_port):
        if not is_free(port):
            raise InvalidInput(f"port {port} is taken by another program")
    servers = Monitoring(
        Watched(url, metrics_token, webhook_url),
        read_state_path() / "monitoring",
        prometheus_port,
        alertmanager_port,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with servers.run():
        terminal.say(f"Watching {url}")
        terminal.say(f"  Prometheus    {servers.prometheus_url}")
        terminal.say(f"  Alertmanager  {servers.alertmanager_url}")
        if webhook_url == NOBODY:
            terminal.say("  Alerts are shown there and sent to nobody: set ALERT_WEBHOOK_URL")
        try:
            signal.pause()
        except KeyboardInterrupt:
            terminal.say("Stopping.")
