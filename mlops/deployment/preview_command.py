"""`candor monitoring preview`."""

from pathlib import Path
from typing import Annotated

import typer

from functions.domain.errors import InvalidInput, NotFound
from functions.environment import process_environment
from mlops.local.running_stack import running_stack
from mlops.monitoring.preview.page import HOURS, preview
from mlops.terminal import Terminal

USER = "candor"
"""Name that Prometheus's web knows."""


def preview_command(
    output: Annotated[Path, typer.Argument(help="The file to write.")] = Path("dashboards.html"),
    url: Annotated[
        str,
        typer.Option(envvar="PROMETHEUS_URL", help="Prometheus; without it the local stack's."),
    ] = "",
    hours: Annotated[float, typer.Option(help="How far to look back.", min=0.05)] = HOURS,
) -> None:
    """Draw all dashboards from what Prometheus answers now, into one file.

    PROMETHEUS_PASSWORD is what its web wants: a secret, which is a variable only, because
    everybody on a machine can read arguments.
    """
    if not output.parent.is_dir():
        raise InvalidInput(f"there is no folder {output.parent}; create it or name another file")
    password = process_environment().get("PROMETHEUS_PASSWORD", "")
    if not url:
        url, password = _local()
    text = preview(url, (USER, password) if password else None, hours)
    output.write_text(text)
    Terminal().say(f"Drew the dashboards into {output}; open it in a browser.")


def _local() -> tuple[str, str]:
    stack = running_stack()
    if not stack.prometheus_url:
        raise NotFound(
            "the running stack has no Prometheus; `make monitoring` installs it, or name one"
            " with --url"
        )
    return stack.prometheus_url, stack.prometheus_password
