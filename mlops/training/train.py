"""Trains on every candle the jobs know now, and enters the result for promotion."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.artifact import Parameters, load_artifact
from functions.domain.errors import InvalidInput
from functions.domain.horizon import Horizon
from functions.domain.record import ModelRef, promotion_record
from functions.domain.units import hour_floor, loss_text, ratio_text
from functions.ports.models import ModelStore, TrainedModel
from functions.ports.services import Services
from mlops.storage.training_stores import TrainingStores
from mlops.training.dataset import Dataset
from mlops.training.evaluate import MODEL, Evaluation, evaluate
from mlops.training.export import Exported, export
from mlops.training.fit import fit
from mlops.training.registry import CHAMPION
from mlops.training.snapshot import load_snapshot, snapshot_bytes

MODEL_NAME = CHAMPION.name
HISTORY_HOURS_MAX = 24 * 366 * 30

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class TrainReport:
    """A trained, exported and registered model."""

    model: ModelRef
    role: str
    trained_until: datetime
    training_hours: int
    evaluation: Evaluation
    dataset: Dataset
    parameters: Parameters
    artifact: bytes
    snapshot: str
    """Digest of the training input's Parquet in the store of snapshots."""
    ledger_index: int
    """Where its newest promotion stands."""
    code_version: str

    @property
    def data_digest(self) -> str:
        """Digest of the candles themselves, whatever file they are kept in."""
        return self.dataset.digest


async def train(
    services: Services, stores: TrainingStores, progress: Progress, snapshot: str | None = None
) -> TrainReport:
    """Fit, evaluate, export, register, promote: on all that is known now, or on a snapshot.

    Champion where there is none yet, challenger otherwise; a model that is registered
    already keeps its version and role. Raises InsufficientData, NotReady, InvalidInput,
    VendorError, and ArtifactRefused or NotFound when serving would not have the artifact.
    """
    world = await services.world.read()
    until = hour_floor(world.clock.now)
    if snapshot is not None:
        dataset = await load_snapshot(stores.snapshots, snapshot)
        if dataset.closed_at > until:
            raise InvalidInput(f"{snapshot} knows candles that this world does not know yet")
    else:
        dataset = Dataset.from_candles(
            await services.candles.window(until, HISTORY_HOURS_MAX, world.clock.now)
        )

    evaluation, parameters, exported = await asyncio.to_thread(_fit, dataset, progress)

    kept = snapshot or await stores.snapshots.put(await asyncio.to_thread(snapshot_bytes, dataset))
    digest = await stores.models.put(exported.raw)
    # Who is promoted can speak: the artifact is read back the way serving will read it.
    load_artifact(await services.objects.get(digest), digest)
    trained = TrainedModel(
        digest=digest,
        name=MODEL_NAME,
        trained_until=dataset.closed_at,
        training_hours=len(dataset),
        evaluation=evaluation_rows(evaluation),
    )
    version = await services.models.register(trained)
    if not await _is_promoted(services.models, version):
        await services.models.promote(
            version,
            None,
            lambda model, role: promotion_record(world, model, role, world.clock.now),
        )
    promotion = next(
        line for line in await services.models.promotions() if line.ref.version == version
    )
    return TrainReport(
        model=ModelRef(version, digest),
        role=promotion.role,
        trained_until=trained.trained_until,
        training_hours=len(dataset),
        evaluation=evaluation,
        dataset=dataset,
        parameters=parameters,
        artifact=exported.raw,
        snapshot=kept,
        ledger_index=promotion.ledger_index,
        code_version=services.code_version,
    )


async def _is_promoted(models: ModelStore, version: int) -> bool:
    """Whether this model has a role already: training it again says nothing new."""
    return any(line.ref.version == version for line in await models.promotions())


def _fit(dataset: Dataset, progress: Progress) -> tuple[Evaluation, Parameters, Exported]:
    evaluation = evaluate(dataset, progress=progress)
    parameters = fit(dataset)
    return evaluation, parameters, export(parameters, dataset, evaluation)


def evaluation_rows(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The evaluation as the models document shows it, one row a horizon."""
    rows = []
    for horizon in Horizon:
        summary = evaluation.summary(horizon)
        rows.append(
            {
                "horizon": horizon.value,
                "forecasts": summary.forecasts,
                "pinball": {name: loss_text(loss) for name, loss in summary.pinball.items()},
                "pinball_ratio": {
                    name: ratio_text(summary.ratio(name))
                    for name in summary.pinball
                    if name != MODEL
                },
                "coverage": {
                    str(percent): ratio_text(share) for percent, share in summary.coverage.items()
                },
            }
        )
    return rows
