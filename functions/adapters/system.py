"""The machine's own clock: the one place that reads it."""

import time
from datetime import UTC, datetime

STOOD_STILL_S_MIN = 1.0
"""Less than this between the two clocks is how they are kept right, not a freeze."""


class SystemClock:
    """functions.ports.world.Clock."""

    def __init__(self) -> None:
        self._seen = _both()
        self._frozen_s = 0.0

    def now(self) -> datetime:
        """The current instant, UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the place

    def monotonic(self) -> float:
        """Seconds that never run backwards and go on while a function is frozen.

        The machine's own may stand still from one invocation to the next: what was known
        or in use an hour ago would seem so just now. The wall clock tells.
        """
        (wall_s, ran_s), (wall_seen_s, ran_seen_s) = _both(), self._seen
        stood_still_s = (wall_s - wall_seen_s) - (ran_s - ran_seen_s)
        if abs(stood_still_s) > STOOD_STILL_S_MIN:
            self._frozen_s += max(0.0, stood_still_s)  # a wall clock set back froze nothing
            self._seen = wall_s, ran_s
        return ran_s + self._frozen_s


def _both() -> tuple[float, float]:
    """The wall clock's seconds and those this machine ran."""
    return time.time(), time.monotonic()  # noqa: TID251 - this is the place
