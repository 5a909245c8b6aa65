"""Model versions and the append-only promotion log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from functions.domain.record import ModelRef


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A trained artifact, ready to be registered."""

    digest: str
    name: str
    trained_until: datetime
    training_hours: int
    evaluation: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A registered model and the role its newest promotion gave it."""

    ref: ModelRef
    trained: TrainedModel
    registered_at: datetime
    role: str
    run_id: str | None = None
    """Where its training is described in MLflow; None until that is logged."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """One line of the promotion log."""

    ledger_index: int
    ref: ModelRef
    role: str
    recorded_at: datetime


class ModelStore(Protocol):
    """Raises VendorError."""

    async def champion(self) -> ModelRef | None:
        """The model that speaks."""
        ...

    async def register(self, model: TrainedModel) -> int:
        """The version of this digest, new or as registered before."""
        ...

    async def promote(
        self, version: int, role: str | None, render: Callable[[ModelRef, str], bytes]
    ) -> str:
        """Append a promotion and return its role; without one, champion if there is none yet.

        `render` gives the ledger entry's canonical bytes.
        """
        ...

    async def link_run(self, version: int, run_id: str) -> None:
        """Say which MLflow run (32 hex digits) describes a version; the first one said stays.

        Raises NotFound for an unknown version.
        """
        ...

    async def versions(self) -> list[ModelVersion]:
        """Every version, newest first."""
        ...

    async def promotions(self) -> list[Promotion]:
        """The promotion log, newest first."""
        ...
