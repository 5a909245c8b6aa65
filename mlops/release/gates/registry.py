"""The gates, in the order in which they run. A part that has something to check adds its own."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mlops.release.gates.errors import errors
from mlops.release.gates.health import health
from mlops.release.gates.issued import issued
from mlops.release.gates.journey import journey
from mlops.release.gates.performance import performance
from mlops.release.gates.target import Target
from mlops.release.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate; release.yml has its figures under its name.

    `compares`: it needs the deployment before, and is left out where there was none.
    `by_name`: it runs only when it is asked for by its name.
    """

    name: str
    judge: Callable[[Target, Any], Awaitable[Sequence[Verdict]]]
    compares: bool = False
    by_name: bool = False


GATES: tuple[Gate, ...] = (
    Gate("health", health),
    Gate("journey", journey),
    Gate("performance", performance, compares=True),
    Gate("errors", errors),
    Gate("issued", issued, by_name=True),
)
