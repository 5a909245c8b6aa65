"""The world a database belongs to, and its clock."""

from datetime import datetime
from typing import Protocol

from functions.domain.world import World


class WorldStore(Protocol):
    """Mode, source, clock and age of the data."""

    async def read(self) -> World:
        """The world as it is now. Raises NotReady, WorldMismatch, VendorError."""
        ...


class Clock(Protocol):
    """Wall time, for lifetimes and headers; jobs ask the world instead."""

    def now(self) -> datetime:
        """The current instant, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...
