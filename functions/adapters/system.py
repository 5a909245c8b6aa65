"""The machine's own clock: the one place that reads it."""

import time
from datetime import UTC, datetime


class SystemClock:
    """functions.ports.world.Clock."""

    def now(self) -> datetime:
        """The current instant, UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the place

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()
