"""What is to hold, from goals.toml, checked key by key. Raises InvalidInput."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from functions.domain.errors import InvalidInput

FILE = Path(__file__).parent / "goals.toml"


class Goal(BaseModel):
    """One goal: its sentence, one limit, and how much it must rest on."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    says: str = Field(min_length=1)
    above: float | None = None
    below: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    samples_min: int = Field(ge=1)

    @model_validator(mode="after")
    def _one_limit(self) -> "Goal":
        limits = (self.above, self.below, self.at_least, self.at_most)
        if sum(one is not None for one in limits) != 1:
            raise ValueError("write one of above, below, at_least, at_most")
        return self

    def holds(self, value: float) -> bool:
        """Whether a value is on the right side."""
        return (
            (self.above is not None and value > self.above)
            or (self.below is not None and value < self.below)
            or (self.at_least is not None and value >= self.at_least)
            or (self.at_most is not None and value <= self.at_most)
        )


class ZeroDowntime(Goal):
    """With how many deployments a day the platform takes."""

    a_day_max: int = Field(gt=0)


class FreeTiers(Goal):
    """With the quotas that have to be known."""

    quotas: Annotated[list[str], Field(min_length=1)]


class Goals(BaseModel):
    """The whole file, in the order of the report."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    deployments: Goal
    uptime: Goal
    latency: Goal
    page: Goal
    errors: Goal
    recovery: Goal
    zero_downtime: ZeroDowntime
    monitored: Goal
    acknowledged: Goal
    free_tiers: FreeTiers


def read_goals(file: Path = FILE) -> Goals:
    """The goals. Raises InvalidInput with every mistake and where it stands."""
    try:
        return Goals.model_validate(tomllib.loads(file.read_text()))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(f"{file}: {error}") from error
    except ValidationError as error:
        places = (
            (".".join(map(str, one["loc"])), one["msg"].removeprefix("Value error, "))
            for one in error.errors()
        )
        raise InvalidInput("\n".join(f"{file.name}: {at}: {said}" for at, said in places)) from None
