"""The one table job → cadence; every scheduler's configuration is generated from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.horizon import EVERY_HOUR
from functions.domain.units import HOUR, hour_floor

GRACE = 2 * HOUR
"""How long a chance keeps a job due: an hourly trigger may come another hour late."""

LOOK_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Cadence:
    """A job and its chances: the minutes of these UTC hours at which it is triggered.

    Several minutes are several chances: whatever is done already is not done again.
    """

    job: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...] = EVERY_HOUR

    def chances(self, after: datetime, until: datetime) -> list[datetime]:
        """Its chances with `after < chance <= until`, oldest first."""
        first = hour_floor(after)
        hours = (first + step * HOUR for step in range(int((until - first) / HOUR) + 1))
        moments = (
            hour.replace(minute=minute)
            for hour in hours
            if hour.hour in self.hours
            for minute in sorted(self.minutes)
        )
        return [moment for moment in moments if after < moment <= until]


CADENCE: tuple[Cadence, ...] = (
    # In the order in which they run when they are due together; all before the deadline T + 10.
    Cadence("ingest", (1, 4, 7)),
    Cadence("issue", (1, 4, 7, 12)),
    Cadence("score", (1, 4, 7, 12)),
    Cadence("checkpoint", (1, 4, 7, 12)),
    Cadence("measure", (1, 4, 7, 12)),
)


def due(cadence: Sequence[Cadence], now: datetime) -> tuple[str, ...]:
    """The jobs that a tick runs, in the table's order: those with a chance not long past.

    Nobody keeps account of who triggered what when. A late or hourly trigger still finds
    what came due before it, and a frequent one runs some jobs again, which changes nothing.
    """
    return tuple(entry.job for entry in cadence if entry.chances(now - GRACE, now))


def next_chance(cadence: Sequence[Cadence], after: datetime) -> datetime:
    """The first chance of any job after an instant."""
    found = [entry.chances(after, after + LOOK_AHEAD) for entry in cadence]
    if not any(found):
        raise ValueError("the cadence table triggers nothing on any day")
    return min(chances[0] for chances in found if chances)
