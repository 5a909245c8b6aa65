"""`candor deploy workflow`, `receive`, `approver`, `audit`."""

from pathlib import Path
from typing import Annotated

import typer

from functions.environment import process_environment
from mlops.configuration.env_file import read_env_file
from mlops.deployment.audit import Verdict, audit
from mlops.deployment.workflows.approver import approver
from mlops.deployment.workflows.receive import masks, receive
from mlops.deployment.workflows.runners_files import OUTPUTS, add
from mlops.deployment.workflows.workflow_command import workflow
from mlops.local.settings import REPOSITORY
from mlops.terminal import Terminal

AUDIT_HEADER = ("what", "verdict", "which, or why")
app = typer.Typer()
app.command()(workflow)


@app.command("receive")
def receive_command(
    env: Annotated[str, typer.Option("--env", help="The environment that they are of.")],
) -> None:
    """Write .env.<env> here from the variable ENVIRONMENT_FILE, which a workflow's secret fills."""
    runner = process_environment()
    file = receive(env, runner, Path())
    values = read_env_file(file).values
    terminal = Terminal()
    if runner.get("GITHUB_ACTIONS") == "true":
        for line in masks(values):
            terminal.say(line)
    terminal.say(f"Written: {file} ({len(values)} settings)")


@app.command("approver")
def approver_command(
    environment: Annotated[str, typer.Option(help="The one that asked for a review.")],
) -> None:
    """Say who approved this run of a workflow, and give the name to the next step."""
    who = approver(process_environment(), environment)
    add(OUTPUTS, f"approver={who}\n")
    Terminal().say(who)


@app.command("audit")
def audit_command() -> None:
    """Look up known vulnerabilities of all that is locked; exit code 0 only if there are none."""
    found = list(audit(REPOSITORY, process_environment()))
    Terminal().table(AUDIT_HEADER, [(one.name, one.verdict.value, one.detail) for one in found])
    raise typer.Exit(0 if all(one.verdict is Verdict.PASS for one in found) else 1)
