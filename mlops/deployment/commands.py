"""`candor deploy check` and `cost`; those of the workflows come from their own module."""

from pathlib import Path
from typing import Annotated

import typer

from mlops.deployment.costs.bill import bill, read_plans
from mlops.deployment.costs.reference import DOCUMENT, write_tables
from mlops.deployment.costs.table import bill_rows, sentences
from mlops.deployment.render.files import check_file, committed
from mlops.deployment.workflows.commands import app as workflows
from mlops.local.settings import REPOSITORY
from mlops.terminal import Terminal

app = typer.Typer(help="What is deployed, and what it costs.", no_args_is_help=True)


@app.callback()
def deploy() -> None:
    """Blueprints of Render, the costs of every vendor, and the workflows (docs/ci.md)."""


@app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Blueprints; without any, the committed ones.")
    ] = None,
) -> None:
    """Hold Render's Blueprints to the facts of their plans that the schema misses."""
    terminal = Terminal()
    errors = 0
    for path in files or committed():
        findings = check_file(path)
        for finding in findings:
            terminal.say(f"{path.name}: {finding.severity}: {finding.sentence}")
        wrong = sum(finding.severity == "error" for finding in findings)
        errors += wrong
        if not wrong:
            terminal.say(f"{path.name}: nothing is wrong")
    raise typer.Exit(1 if errors else 0)


@app.command()
def cost(
    profile: Annotated[str, typer.Option(help="free or paid.")] = "paid",
    months: Annotated[float, typer.Option(min=0, help="How long it has been running.")] = 1.0,
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Write both profiles into docs/deploying.md instead.")
    ] = False,
) -> None:
    """Print a month's bill, and what breaks first."""
    terminal, plans = Terminal(), read_plans()
    if write:
        write_tables(plans)
        terminal.say(f"Written: {DOCUMENT.relative_to(REPOSITORY)}")
        return
    monthly = bill(plans, profile, months)
    header, *rows = bill_rows(monthly)
    terminal.table(header, rows)
    for sentence in sentences(plans, monthly):
        terminal.say(sentence)


app.registered_commands.extend(workflows.registered_commands)
