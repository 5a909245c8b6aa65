"""A world's trainings on their way to MLflow, as a command of the running stack keeps them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from functions.adapters.system import SystemClock
from functions.ports.models import ModelStore
from mlops.local.stack_record import RunningStack
from mlops.local.tracking_server import ADMIN
from mlops.training.deliver import Delivery, Tracker, deliver
from mlops.training.describe import describe
from mlops.training.outbox import Outbox
from mlops.training.tracking import MlflowTracker
from mlops.training.train import TrainReport


@dataclass(frozen=True, slots=True)
class Logbook:
    """Keeps each training on disk first, then tells MLflow of all that waits."""

    world: str
    source: str
    outbox: Outbox
    tracker: Tracker
    now: Callable[[], datetime]

    async def enter(self, report: TrainReport, models: ModelStore) -> Delivery:
        """Keep a training, and send it now if MLflow is there to hear of it."""
        self.keep(report)
        return await self.send(models)

    def keep(self, report: TrainReport) -> None:
        """Keep a training until it is sent."""
        self.outbox.put(describe(report, self.world, self.source, self.now()))

    async def send(self, models: ModelStore) -> Delivery:
        """Send what waits."""
        return await deliver(self.outbox, self.tracker, models)


def logbook_of(stack: RunningStack) -> Logbook:
    """The logbook of the world of a running stack."""
    return Logbook(
        world=stack.name,
        source=stack.source,
        outbox=Outbox(Path(stack.outbox_dir)),
        tracker=MlflowTracker(stack.mlflow_url, ADMIN, stack.mlflow_password),
        now=SystemClock().now,
    )
