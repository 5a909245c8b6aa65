"""What MLflow is told of one training, whole, as JSON: it can wait on disk for the server."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

from functions.domain.errors import InvalidInput


class Metric(NamedTuple):
    """One number; those by quarter have the quarter's start as time and its ordinal as step."""

    key: str
    value: float
    timestamp_ms: int
    step: int


@dataclass(frozen=True, slots=True)
class TrainingEntry:
    """One trained model version of a world; `files` are texts by path."""

    world: str
    version: int
    digest: str
    role: str
    recorded_at_ms: int
    dataset: Mapping[str, str]
    parameters: Mapping[str, str]
    metrics: tuple[Metric, ...]
    tags: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def key(self) -> str:
        """What tells this entry from all others."""
        return f"{self.world}-{self.version:06d}"

    def to_json(self) -> str:
        """As a file's text."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """From `to_json`'s text; InvalidInput for any other."""
        try:
            document: dict[str, Any] = json.loads(text)
            metrics = tuple(Metric(*row) for row in document.pop("metrics"))
            return cls(metrics=metrics, **document)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InvalidInput(f"no entry of a training: {error}") from None
