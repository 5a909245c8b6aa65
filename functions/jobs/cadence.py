"""The one table job → cadence; every scheduler's configuration is generated from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cadence:
    """A job and the minutes of each hour at which it is triggered.

    Several minutes are several chances: whatever is done already is not done again.
    """

    job: str
    minutes: tuple[int, ...]


CADENCE: tuple[Cadence, ...] = (
    # In the order in which they run when they are due together; all before the deadline T + 10.
    Cadence("ingest", (1, 4, 7)),
    Cadence("issue", (1, 4, 7, 12)),
    Cadence("score", (1, 4, 7, 12)),
)
