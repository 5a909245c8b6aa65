"""The two stores that training writes to."""

from dataclasses import dataclass

from functions.ports.objects import ObjectStore


@dataclass(frozen=True, slots=True)
class TrainingStores:
    """Where training keeps what it makes and what it was made from."""

    models: ObjectStore
    """Every store that serving reads; public by digest."""
    snapshots: ObjectStore
    """One, in which nobody else reads."""
