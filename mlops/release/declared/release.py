"""release.yml as data. Raises InvalidInput with every mistake and where it stands."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from functions.domain.errors import InvalidInput
from mlops.release.declared.gates import Figures, Gates, overridden
from mlops.release.declared.preflight import Preflight
from mlops.release.declared.secrets import Secrets

FILE = Path(__file__).parent.parent / "release.yml"
FOR_EACH = ("gates", "preflight")
"""Parts of the file that every environment has, with figures of its own in their place."""
Name = Literal["development", "staging", "production"]
Branch = Annotated[str, Field(pattern=r"^[A-Za-z0-9*][A-Za-z0-9*._/-]*$")]
"""A branch's name; `*` stands for any part of it, slashes too."""
SOAK_H_MAX = 14 * 24
"""What fired is remembered for as long."""


class Service(Figures):
    """A service on Render: its name there, and the paths where it is asked.

    `health`: whether it is well; empty: not reachable. `version`: which commit it runs; empty:
    it does not say.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9-]+$")
    health: str = Field(pattern=r"^(/\S*)?$")
    version: str = Field("", pattern=r"^(/\S*)?$")

    @model_validator(mode="before")
    @classmethod
    def _pair(cls, value: Any) -> Any:
        match value:
            case [str(name), str(health)]:
                return {"name": name, "health": health}
            case [str(name), str(health), str(version)]:
                return {"name": name, "health": health, "version": version}
            case _:
                raise ValueError(
                    "write [name on Render, path of its health check or nothing], and behind them"
                    " the path of its version where there is one"
                )


class Vercel(Figures):
    """The Vercel project; one an environment, so that nothing is shared."""

    project: str = Field(pattern=r"^[a-z][a-z0-9-]+$")


class Promotion(Figures):
    """What must have happened before a release here."""

    from_: Name = Field(alias="from")
    soak_h: int = Field(ge=0, le=SOAK_H_MAX)
    approval: bool
    checks: list[str] = Field(min_length=1)


class Environment(Figures):
    """One environment. `gates` and `preflight` are the file's, its own figures in their place."""

    platforms: Literal["local", "vercel-render"]
    profile: Literal["free", "paid"]
    branches: list[Branch] = Field(min_length=1)
    url: str = Field(pattern=r"^https?://[^/\s]+$")
    vercel: Vercel
    render: dict[str, Service] = Field(default_factory=dict)
    promotion: Promotion | None = None
    disposable: bool = False
    gates: Gates
    preflight: Preflight

    @model_validator(mode="after")
    def _readers_outside_come_by_https(self) -> "Environment":
        if self.platforms != "local" and not self.url.startswith("https://"):
            raise ValueError("url: readers outside come by https")
        return self


class Release(Figures):
    """The whole file."""

    environments: dict[Name, Environment]
    secrets: Secrets

    @model_validator(mode="after")
    def _nothing_is_shared(self) -> "Release":
        owners: dict[str, str] = {}
        for name, one in self.environments.items():
            used = [
                f"url {one.url}",
                f"Vercel project {one.vercel.project}",
                *(f"Render service {each.name}" for each in one.render.values()),
            ]
            for thing in used:
                if (other := owners.setdefault(thing, name)) != name:
                    raise ValueError(f"{other} and {name} share the {thing}")
        production = self.environments.get("production")
        if production is not None and production.disposable:
            raise ValueError("production is not disposable: nobody destroys it by a command")
        for name, one in self.environments.items():
            if one.promotion and one.promotion.from_ not in self.environments.keys() - {name}:
                raise ValueError(
                    f"{name} is promoted from {one.promotion.from_}, which is no other"
                )
        return self

    def environment(self, name: str) -> Environment:
        """An environment by its name. Raises InvalidInput for one that is not declared."""
        for known, environment in self.environments.items():
            if known == name:
                return environment
        known_names = ", ".join(self.environments)
        raise InvalidInput(f"there is no environment {name!r}; release.yml has {known_names}")


def read_release(file: Path = FILE) -> Release:
    """The declared release. Raises InvalidInput."""
    try:
        document = yaml.safe_load(file.read_text())
    except (OSError, yaml.YAMLError) as error:
        raise InvalidInput(f"{file}: {error}") from error
    return parse_release(document, file.name)


def parse_release(document: Any, name: str) -> Release:
    """From the parsed YAML; each environment gets the gates' and the preflight's figures first."""
    if not isinstance(document, Mapping) or not document.keys() >= {*FOR_EACH}:
        raise InvalidInput(
            f"{name}: it is a mapping with gates, preflight, environments and secrets"
        )
    rest = {key: value for key, value in document.items() if key not in FOR_EACH}
    try:
        if isinstance(rest.get("environments"), Mapping):
            rest["environments"] = {
                key: {
                    **one,
                    **{part: overridden(document[part], one.get(part) or {}) for part in FOR_EACH},
                }
                for key, one in rest["environments"].items()
            }
        return Release.model_validate(rest)
    except (AttributeError, TypeError) as error:
        raise InvalidInput(f"{name}: a part is not the mapping it should be: {error}") from error
    except ValidationError as error:
        raise InvalidInput("\n".join(f"{name}: {_said(one)}" for one in error.errors())) from error


def _said(one: Any) -> str:
    place = ".".join(str(part) for part in one["loc"] if part != "from_")
    return f"{place}: {one['msg'].removeprefix('Value error, ')}" if place else str(one["msg"])
