"""Counts what happens, without waiting for anybody, and keeps it where all instances add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from functions.domain.metrics.metric import Metric


class Meter(Protocol):
    """What a process counts. None of these waits or raises for what the outside world does.

    Labels are given by name, all that the metric has; a value that is not listed is `other`.
    """

    def count(self, metric: Metric, amount: int = 1, /, **labels: str) -> None:
        """Add to a counter."""
        ...

    def observe(self, metric: Metric, value: float, /, **labels: str) -> None:
        """Add an observation to a histogram."""
        ...

    def set(self, metric: Metric, value: float, /, **labels: str) -> None:
        """Set a gauge, or a counter's total that was counted elsewhere."""
        ...


class BufferedMeter(Meter, Protocol):
    """A meter that keeps what it counts until somebody has the time to let it flush."""

    async def flush_if_due(self) -> None:
        """After an answer: send what was counted, if there is enough of it. Does not raise."""
        ...

    async def flush(self) -> None:
        """Before the process ends: send what was counted. Does not raise."""
        ...


@dataclass(frozen=True, slots=True)
class Batch:
    """What one process adds to the aggregate at once: whole numbers by field, and values to set.

    `sender` and `number` make it known again: a batch that is sent twice is added once.
    """

    sender: str
    number: int
    added: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)


class Aggregate(Protocol):
    """Where the batches of all processes add up, in one hash. It may be lost at any time."""

    async def add(self, batch: Batch) -> None:
        """Add a batch, in one command, once however often it is sent. Raises VendorError."""
        ...

    async def read(self) -> Mapping[str, str]:
        """Every field and its value, in one command; empty when there is none yet.

        Raises VendorError.
        """
        ...


class NoMeter:
    """Counts nothing, for whoever is not watched."""

    def count(self, metric: Metric, amount: int = 1, /, **labels: str) -> None:
        """Nothing."""

    def observe(self, metric: Metric, value: float, /, **labels: str) -> None:
        """Nothing."""

    def set(self, metric: Metric, value: float, /, **labels: str) -> None:
        """Nothing."""
