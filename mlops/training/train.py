"""Trains on every candle the jobs know now, and enters the result for promotion."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.artifact import load_artifact
from functions.domain.horizon import Horizon
from functions.domain.record import ModelRef, promotion_record
from functions.domain.units import HOUR, hour_floor, loss_text, ratio_text
from functions.ports.models import TrainedModel
from functions.ports.objects import ObjectStore
from functions.ports.services import Services
from mlops.training.dataset import Dataset
from mlops.training.evaluate import MODEL, Evaluation, walk_forward
from mlops.training.export import Exported, export
from mlops.training.fit import fit

MODEL_NAME = "log-har"
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


async def train(services: Services, objects: ObjectStore, progress: Progress) -> TrainReport:
    """Fit, evaluate, export, register, promote.

    Champion where there is none yet, challenger otherwise. Raises InsufficientData,
    NotReady, VendorError, and ArtifactRefused or NotFound when serving would not have it.
    """
    world = await services.world.read()
    until = hour_floor(world.clock.now)
    candles = await services.candles.window(until, HISTORY_HOURS_MAX, world.clock.now)

    dataset = Dataset.from_candles(candles)
    evaluation, exported = await asyncio.to_thread(_fit, dataset, progress)

    digest = await objects.put(exported.raw)
    # Who is promoted can speak: the artifact is read back the way serving will read it.
    load_artifact(await services.objects.get(digest), digest)
    trained = TrainedModel(
        digest=digest,
        name=MODEL_NAME,
        trained_until=candles[-1].open_time + HOUR,
        training_hours=len(candles),
        evaluation=evaluation_rows(evaluation),
    )
    version = await services.models.register(trained)
    role = await services.models.promote(
        version,
        None,
        lambda model, role: promotion_record(world, model, role, world.clock.now),
    )
    return TrainReport(
        ModelRef(version, digest), role, trained.trained_until, len(candles), evaluation
    )


def _fit(dataset: Dataset, progress: Progress) -> tuple[Evaluation, Exported]:
    evaluation = walk_forward(dataset, progress=progress)
    return evaluation, export(fit(dataset), dataset, evaluation)


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
