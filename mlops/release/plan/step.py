"""Steps as pure data: a command for a platform, and the command that undoes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.domain.canonical import canonical_json, sha256_digest


@dataclass(frozen=True, slots=True)
class Command:
    """A command's name, like `render.deploy`, and its arguments; the executor knows the rest.

    An argument `{"from": "stage"}` is what the step `stage` gave when it was done.
    """

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def to_record(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"name": self.name, "arguments": dict(self.arguments)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Command":
        """What `to_record` gave."""
        return cls(record["name"], record["arguments"])


@dataclass(frozen=True, slots=True)
class Step:
    """One change or check, done within `deadline_s` seconds or failed.

    `undo` is None where there is nothing to undo, and `no_undo` then says why.
    """

    id: str
    title: str
    do: Command
    deadline_s: int
    undo: Command | None = None
    no_undo: str = ""

    def __post_init__(self) -> None:
        """ValueError for a step that neither is undone nor says why it is not."""
        if (self.undo is None) == (not self.no_undo):
            raise ValueError(f"the step {self.id} says how it is undone, or why it is not")

    def to_record(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "id": self.id,
            "title": self.title,
            "do": self.do.to_record(),
            "undo": self.undo and self.undo.to_record(),
            "no_undo": self.no_undo,
            "deadline_s": self.deadline_s,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Step":
        """What `to_record` gave."""
        return cls(
            record["id"],
            record["title"],
            Command.from_record(record["do"]),
            record["deadline_s"],
            record["undo"] and Command.from_record(record["undo"]),
            record["no_undo"],
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps that run at the same time; the next stage begins when all are done."""

    title: str
    steps: tuple[Step, ...]

    def to_record(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"title": self.title, "steps": [step.to_record() for step in self.steps]}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Stage":
        """What `to_record` gave."""
        return cls(record["title"], tuple(Step.from_record(one) for one in record["steps"]))


@dataclass(frozen=True, slots=True)
class Plan:
    """Stages in order, bound to the state that they were made for."""

    environment: str
    commit: str
    live: str
    stages: tuple[Stage, ...]

    def steps(self) -> tuple[Step, ...]:
        """All steps, in order."""
        return tuple(step for stage in self.stages for step in stage.steps)

    def to_record(self) -> dict[str, Any]:
        """JSON-ready; its canonical bytes are what the hash is of."""
        return {
            "environment": self.environment,
            "commit": self.commit,
            "live": self.live,
            "stages": [stage.to_record() for stage in self.stages],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Plan":
        """What `to_record` gave: a release goes on by the plan that it was begun with."""
        stages = tuple(Stage.from_record(one) for one in record["stages"])
        return cls(record["environment"], record["commit"], record["live"], stages)

    def digest(self) -> str:
        """What an approval is bound to: SHA-256 of the canonical record."""
        return sha256_digest(canonical_json(self.to_record()))
