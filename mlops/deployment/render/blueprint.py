"""A Render Blueprint as it is written, read for the checks: who is where, and told what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import yaml

from functions.domain.errors import InvalidInput

REGION_DEFAULT = "oregon"
"""Where Render puts a service that names no region."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a service, and the remedy, in a sentence."""

    sentence: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable as the Blueprint gives it."""

    key: str
    entry: Mapping[str, Any]

    @property
    def literal(self) -> str | None:
        """The value, where it is written in the file."""
        return str(self.entry["value"]) if self.entry.get("value") is not None else None


@dataclass(frozen=True, slots=True)
class Service:
    """One service of an environment; `environment` is empty outside of any."""

    environment: str
    entry: Mapping[str, Any]
    groups: Mapping[str, tuple[Variable, ...]]

    @property
    def name(self) -> str:
        """Its name, unique in the Blueprint."""
        return str(self.entry["name"])

    @property
    def role(self) -> str:
        """Its name without the environment's: what it is in every environment."""
        return self.name.removesuffix(f"-{self.environment}") if self.environment else self.name

    @property
    def kind(self) -> str:
        """`web`, `pserv`, `worker` or `cron`."""
        return str(self.entry["type"])

    @property
    def plan(self) -> str:
        """Its plan, empty where none is written."""
        return str(self.entry.get("plan", ""))

    @property
    def region(self) -> str:
        """Where it runs."""
        return str(self.entry.get("region", REGION_DEFAULT))

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What it is told, its groups' variables too."""
        told: list[Variable] = []
        for entry in self.entry.get("envVars", ()):
            if "fromGroup" in entry:
                told += self.groups.get(entry["fromGroup"], ())
            else:
                told.append(Variable(str(entry["key"]), entry))
        return tuple(told)

    @property
    def group_names(self) -> tuple[str, ...]:
        """The groups it asks for."""
        entries = self.entry.get("envVars", ())
        return tuple(str(entry["fromGroup"]) for entry in entries if "fromGroup" in entry)


@dataclass(frozen=True, slots=True)
class Environment:
    """What belongs together; the file's own services are in one without a name."""

    name: str
    entry: Mapping[str, Any]
    services: tuple[Service, ...]
    groups: Mapping[str, tuple[Variable, ...]]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A whole file."""

    environments: tuple[Environment, ...]

    @property
    def services(self) -> Iterator[Service]:
        """Every service, in the file's order."""
        for environment in self.environments:
            yield from environment.services

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the file's text. Raises InvalidInput when it is no Blueprint at all."""
        try:
            document = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise InvalidInput(f"no YAML: {' '.join(str(error).split())}") from None
        if not isinstance(document, dict):
            raise InvalidInput("no Blueprint: it has neither `services` nor `projects`")
        try:
            return cls(tuple(_environments(document)))
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidInput(
                f"no Blueprint: {type(error).__name__} {error}; hold it to Render's schema first"
            ) from None

    @classmethod
    def read(cls, path: Path) -> Self:
        """From a file. Raises InvalidInput that names it."""
        try:
            return cls.parse(path.read_text())
        except InvalidInput as error:
            raise InvalidInput(f"{path.name} is {error}") from None


def _environments(document: Mapping[str, Any]) -> Iterator[Environment]:
    if document.get("services"):
        yield _environment("", document)
    for project in document.get("projects", ()):
        for entry in project["environments"]:
            yield _environment(str(entry["name"]), entry)


def _environment(name: str, entry: Mapping[str, Any]) -> Environment:
    groups = {
        str(group["name"]): tuple(Variable(str(one["key"]), one) for one in group["envVars"])
        for group in entry.get("envVarGroups", ())
    }
    services = tuple(Service(name, one, groups) for one in entry.get("services", ()))
    for service in services:  # said now, not in the middle of a check
        _ = service.name, service.kind, service.variables
    return Environment(name, entry, services, groups)
