"""Real trainings on small synthetic markets, and a tracker that keeps what it is told."""

from datetime import UTC, datetime

from functions.domain.canonical import sha256_digest
from functions.domain.errors import VendorError
from functions.domain.record import ModelRef
from mlops.training.dataset import Dataset
from mlops.training.describe import describe
from mlops.training.entry import TrainingEntry
from mlops.training.evaluate import evaluate
from mlops.training.export import export
from mlops.training.fit import fit
from mlops.training.snapshot import snapshot_bytes
from mlops.training.train import TrainReport

WORLD, SOURCE = "candor_simulated_7", "simulated:seed-7"
LOGGED_AT = datetime(2026, 1, 2, 3, tzinfo=UTC)


def trained(dataset: Dataset, version: int = 1, role: str = "champion") -> TrainReport:
    """A training of the dataset, registered as a version."""
    evaluation, parameters = evaluate(dataset), fit(dataset)
    exported = export(parameters, dataset, evaluation)
    return TrainReport(
        model=ModelRef(version, exported.digest),
        role=role,
        trained_until=dataset.closed_at,
        training_hours=len(dataset),
        evaluation=evaluation,
        dataset=dataset,
        parameters=parameters,
        artifact=exported.raw,
        snapshot=sha256_digest(snapshot_bytes(dataset)),
        ledger_index=4,
        code_version="0123abc",
    )


def entry(report: TrainReport) -> TrainingEntry:
    """What MLflow is told of it."""
    return describe(report, WORLD, SOURCE, LOGGED_AT)


class FakeTracker:
    """mlops.training.deliver.Tracker in memory; raises `failure` while it is set."""

    def __init__(self) -> None:
        self.failure: VendorError | None = None
        self.logged: list[TrainingEntry] = []

    def log(self, entry: TrainingEntry) -> str:
        """Keep it under a run id made of its key."""
        if self.failure is not None:
            raise self.failure
        self.logged.append(entry)
        return sha256_digest(entry.key.encode()).removeprefix("sha256:")[:32]
