"""The gates' figures. Every gate has a class here, and release.yml every field of it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Figures(BaseModel):
    """Strict, so that a misspelt key or a text for a number is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Health(Figures):
    """Every service is well and runs the released commit."""

    within_s: int = Field(gt=0)


class Journey(Figures):
    """A reader's and a scheduler's requests are answered rightly."""

    within_s: int = Field(gt=0)


class Performance(Figures):
    """Times beside the deployment before, as ratios of quantiles."""

    requests: int = Field(gt=0)
    samples_min: int = Field(gt=0)
    p50_ratio_max: float = Field(gt=1)
    p95_ratio_max: float = Field(gt=1)

    @model_validator(mode="after")
    def _enough(self) -> "Performance":
        if self.samples_min > self.requests:
            raise ValueError("samples_min is more than requests, so it could never pass")
        return self


class Errors(Figures):
    """Share of answers that are errors."""

    requests: int = Field(gt=0)
    samples_min: int = Field(gt=0)
    share_max: float = Field(gt=0, lt=1)
    window_min: int = Field(gt=0)

    @model_validator(mode="after")
    def _enough(self) -> "Errors":
        if self.samples_min > self.requests:
            raise ValueError("samples_min is more than requests, so it could never pass")
        return self


class Issued(Figures):
    """The next slot is issued before its deadline."""

    within_min: int = Field(gt=0)


class Gates(Figures):
    """All gates' figures."""

    health: Health
    journey: Journey
    performance: Performance
    errors: Errors
    issued: Issued


def overridden(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The figures with an environment's own in their place, gate by gate."""
    return {name: {**figures, **changes.get(name, {})} for name, figures in base.items()} | {
        name: figures for name, figures in changes.items() if name not in base
    }
