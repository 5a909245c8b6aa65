"""A world: one mode and one source of candles, for ever, and the jobs' clock in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from functions.domain.units import HOUR


class Mode(StrEnum):
    """Real time; recorded candles from a file; a seeded simulated market."""

    LIVE = "live"
    REPLAY = "replay"
    SIMULATED = "simulated"


class ClockState(StrEnum):
    """Where a world's clock is in its life."""

    LIVE = "live"
    PREPARING = "preparing"
    CATCHING_UP = "catching_up"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Clock:
    """The jobs' clock; the three marks are None in live mode and before preparation."""

    now: datetime
    starts_at: datetime | None
    caught_up_at: datetime | None
    ends_at: datetime | None
    seconds_per_hour: float

    @property
    def state(self) -> ClockState:
        """Live, or how far a replay has come."""
        if self.starts_at is None or self.caught_up_at is None or self.ends_at is None:
            return ClockState.LIVE
        if self.now < self.starts_at:
            return ClockState.PREPARING
        if self.now < self.caught_up_at:
            return ClockState.CATCHING_UP
        return ClockState.RUNNING if self.now < self.ends_at else ClockState.ENDED

    def wall_seconds_until(self, instant: datetime) -> float:
        """Seconds of wall time until the clock shows `instant`; negative when it has."""
        return (instant - self.now) / HOUR * self.seconds_per_hour


@dataclass(frozen=True, slots=True)
class World:
    """What every document says of its data."""

    mode: Mode
    source: str
    clock: Clock
    data_as_of: datetime | None
