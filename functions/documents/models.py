"""Model versions and the promotion log."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from functions.documents.envelope import DecimalText, Digest, Document, Envelope, envelope
from functions.domain.horizon import Horizon
from functions.domain.world import World
from functions.ports import models as stored


class EvaluationRow(Document):
    """Walk-forward result of one horizon before the model was promoted (a backtest)."""

    horizon: Horizon
    forecasts: int
    pinball: dict[str, DecimalText]
    pinball_ratio: dict[str, DecimalText]
    coverage: dict[str, DecimalText]


class ModelVersion(Document):
    """One trained model."""

    version: int
    digest: Digest
    name: str
    role: str = Field(examples=["champion", "challenger", "retired"])
    trained_until: datetime
    training_hours: int
    registered_at: datetime
    evaluation: list[EvaluationRow]


class Promotion(Document):
    """One line of the append-only promotion log."""

    ledger_index: int
    version: int
    digest: Digest
    role: str = Field(examples=["champion", "challenger"])
    recorded_at: datetime


class Models(Envelope):
    """Every model version and the promotion log, newest first."""

    versions: list[ModelVersion]
    promotions: list[Promotion]


def models(
    world: World, versions: Sequence[stored.ModelVersion], log: Sequence[stored.Promotion]
) -> Models:
    """Every version and the promotion log."""
    return Models(
        **envelope(world),
        versions=[
            ModelVersion(
                version=one.ref.version,
                digest=one.ref.digest,
                name=one.trained.name,
                role=one.role,
                trained_until=one.trained.trained_until,
                training_hours=one.trained.training_hours,
                registered_at=one.registered_at,
                evaluation=[EvaluationRow.model_validate(row) for row in one.trained.evaluation],
            )
            for one in versions
        ],
        promotions=[
            Promotion(
                ledger_index=line.ledger_index,
                version=line.ref.version,
                digest=line.ref.digest,
                role=line.role,
                recorded_at=line.recorded_at,
            )
            for line in log
        ],
    )
