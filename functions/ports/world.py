"""The world a database belongs to, and its clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from functions.domain.world import World


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a world's database takes: its size, and the connections that it serves."""

    size_bytes: int
    connections: int


class WorldStore(Protocol):
    """Mode, source, clock and age of the data, and what keeping them takes."""

    async def read(self) -> World:
        """The world as it is now. Raises NotReady, WorldMismatch, VendorError."""
        ...

    async def footprint(self) -> Footprint:
        """What its database takes now. Raises VendorError."""
        ...


class Clock(Protocol):
    """Wall time, for lifetimes and headers; jobs ask the world instead."""

    def now(self) -> datetime:
        """The current instant, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...
