"""Horizons, the slots announced for them, and the one rule about time.

A slot is (horizon, cutoff T on the hour). Its data are the candles closed by T
and nothing later; its deadline is T + 10 min; its target is T + horizon.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR, hour_floor

ISSUE_WINDOW = timedelta(minutes=10)


class Horizon(StrEnum):
    """How far ahead a forecast looks; the ids used everywhere."""

    H1 = "1h"
    H4 = "4h"
    H24 = "24h"
    D7 = "7d"

    @property
    def hours(self) -> int:
        """Length in hours."""
        return _HOURS[self]

    @property
    def length(self) -> timedelta:
        """Length as a duration."""
        return timedelta(hours=self.hours)


_HOURS = {Horizon.H1: 1, Horizon.H4: 4, Horizon.H24: 24, Horizon.D7: 168}
EVERY_HOUR = tuple(range(24))


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One announced forecast: what is to be said, and by when."""

    cutoff: datetime
    horizon: Horizon

    def __post_init__(self) -> None:
        """Refuse a cutoff that is not a full hour in UTC."""
        if self.cutoff.utcoffset() != timedelta(0) or self.cutoff != hour_floor(self.cutoff):
            raise InvalidInput(f"a cutoff is a full hour in UTC, not {self.cutoff!r}")

    @property
    def deadline(self) -> datetime:
        """The last instant at which the forecast may be issued."""
        return self.cutoff + ISSUE_WINDOW

    @property
    def target(self) -> datetime:
        """The instant whose price is forecast."""
        return self.cutoff + self.horizon.length

    @property
    def id(self) -> str:
        """The forecast's public id, e.g. `24h-20250717T00Z`."""
        return f"{self.horizon}-{self.cutoff:%Y%m%dT%H}Z"


def parse_slot_id(text: str) -> Slot:
    """The slot a public id names; InvalidInput when it names none."""
    horizon, _, cutoff = text.partition("-")
    try:
        naive = datetime.strptime(f"{cutoff}+0000", "%Y%m%dT%HZ%z")
        slot = Slot(naive.replace(tzinfo=UTC), Horizon(horizon))
        # A cutoff in the last days of the calendar has no target.
        if (
            slot.id != text or slot.target < slot.cutoff
        ):  # strptime also reads "T0Z" and "t00z"; a slot has one id
            raise ValueError
        return slot
    except (ValueError, OverflowError):
        raise InvalidInput(f"{text!r} is no forecast id; ids look like 24h-20250717T00Z") from None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A standing announcement: this horizon has a slot at these UTC hours, from then on."""

    horizon: Horizon
    hours_utc: tuple[int, ...]
    valid_from: datetime

    def __post_init__(self) -> None:
        """Refuse a start that is not a full hour in UTC."""
        if self.valid_from.utcoffset() != timedelta(0) or self.valid_from != hour_floor(
            self.valid_from
        ):
            raise InvalidInput(f"a schedule starts on a full hour in UTC, not {self.valid_from}")

    def slots(self, after: datetime, until: datetime) -> Iterator[Slot]:
        """Slots with `after < cutoff <= until`, oldest first."""
        first = max(hour_floor(after) + HOUR, self.valid_from)
        for step in range(max(0, int((until - first) / HOUR) + 1)):
            cutoff = first + step * HOUR
            if cutoff <= until and cutoff.hour in self.hours_utc:
                yield Slot(cutoff, self.horizon)


def standing_schedules(valid_from: datetime) -> tuple[Schedule, ...]:
    """1h, 4h and 24h every hour, 7d at 00:00 UTC."""
    return (
        Schedule(Horizon.H1, EVERY_HOUR, valid_from),
        Schedule(Horizon.H4, EVERY_HOUR, valid_from),
        Schedule(Horizon.H24, EVERY_HOUR, valid_from),
        Schedule(Horizon.D7, (0,), valid_from),
    )
