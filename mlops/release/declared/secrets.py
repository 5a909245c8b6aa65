"""release.yml's policy for secrets."""

from typing import Annotated

from pydantic import Field, field_validator

from mlops.release.declared.gates import Figures
from mlops.release.secrets.ways import WAYS

Days = Annotated[int, Field(gt=0)]


class Own(Figures):
    """What differs for one secret."""

    age_days_max: Days | None = None
    owner: str = ""


class Secrets(Figures):
    """How old a secret may get, how long the one before is accepted, whose it is.

    `owner` sees to those for which nobody is named; empty: each needs a name.
    """

    age_days_max: Days
    overlap_days_max: Days
    owner: str = ""
    own: dict[str, Own] = Field(default_factory=dict)

    @field_validator("own")
    @classmethod
    def _are_secrets(cls, own: dict[str, Own]) -> dict[str, Own]:
        if unknown := [name for name in own if name not in WAYS]:
            raise ValueError(f"{', '.join(unknown)}: no secret; `candor secrets ways` lists them")
        return own

    def of(self, name: str) -> Own:
        """What differs for this one; nothing where nothing is said."""
        return self.own.get(name, Own())
