"""`candor model train`."""

import asyncio
from pathlib import Path

import typer

from functions.adapters.disk.objects import DiskObjects
from functions.jobs.publish import publish
from mlops.local.running_stack import running_stack
from mlops.local.session import services_of
from mlops.terminal import Terminal
from mlops.training.report import say_trained
from mlops.training.train import TrainReport
from mlops.training.train import train as train_model

app = typer.Typer(help="Train and inspect models.", no_args_is_help=True)


@app.callback()
def model() -> None:
    """Models are trained on what the jobs know now, and none of it later."""


@app.command()
def train() -> None:
    """Fit, evaluate by walk-forward, export and register a model; print its table."""
    stack = running_stack()
    terminal = Terminal()
    terminal.say("Training …")
    bar = terminal.bar()

    async def work() -> TrainReport:
        async with services_of(stack) as given:
            objects = DiskObjects(Path(stack.objects_dir))
            report = await train_model(given.services, objects, bar.show)
            await publish(given.services, given.shelf)
            return report

    say_trained(terminal, asyncio.run(work()))
