"""`candor model train` and `candor model sync`."""

import asyncio
from typing import Annotated

import typer

from functions.jobs.publish import publish
from mlops.local.running_stack import running_stack
from mlops.local.session import services_of, training_stores
from mlops.terminal import Terminal
from mlops.training.deliver import Delivery
from mlops.training.logbook import logbook_of
from mlops.training.report import say_delivered, say_trained
from mlops.training.train import train as train_model

app = typer.Typer(help="Train and inspect models.", no_args_is_help=True)


@app.callback()
def model() -> None:
    """Models are trained on what the jobs know now, and none of it later."""


@app.command()
def train(
    snapshot: Annotated[
        str, typer.Option(help="Train on a stored input, sha256:…, instead of on what is known.")
    ] = "",
) -> None:
    """Fit, evaluate by walk-forward, export and register a model; print its table."""
    stack = running_stack()
    terminal = Terminal()
    logbook = logbook_of(stack)
    terminal.say("Training …")
    bar = terminal.bar()

    async def work() -> None:
        async with services_of(stack) as given, training_stores(stack) as stores:
            report = await train_model(given.services, stores, bar.show, snapshot or None)
            await publish(given.services, given.shelf)
            say_trained(terminal, report)
            say_delivered(terminal, await logbook.enter(report, given.services.models))

    asyncio.run(work())


@app.command()
def sync() -> None:
    """Tell MLflow of the trainings it missed while it was down."""
    stack = running_stack()

    async def work() -> Delivery:
        async with services_of(stack) as given:
            return await logbook_of(stack).send(given.services.models)

    delivery = asyncio.run(work())
    say_delivered(Terminal(), delivery)
    raise typer.Exit(1 if delivery.waiting else 0)
