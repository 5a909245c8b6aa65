"""A release as it is on record. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mlops.release.plan.step import Plan
from mlops.release.progress import Ending, Event, Kind, next_move


@dataclass(frozen=True, slots=True)
class Dated:
    """An event, and when it was written down."""

    event: Event
    at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """A release: its plan, who began it, and all that has happened since."""

    id: int
    plan: Plan
    digest: str
    who: str
    begun_at: datetime
    dated: tuple[Dated, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """Its journal."""
        return tuple(one.event for one in self.dated)

    @property
    def ending(self) -> Ending | None:
        """How it ended; None while it has not."""
        return next_move(self.plan, self.events).ending

    @property
    def ended_at(self) -> datetime | None:
        """When its last event was; None while it has not ended."""
        if self.ending is None:
            return None
        return self.dated[-1].at if self.dated else self.begun_at

    @property
    def broken_at(self) -> datetime | None:
        """When the first step failed or a person asked to go back; None where neither was."""
        kinds = (Kind.FAILED, Kind.ROLLBACK_ASKED)
        return next((one.at for one in self.dated if one.event.kind in kinds), None)

    @property
    def restored_in(self) -> timedelta | None:
        """From then to all being as before; None where it is not."""
        broken, ended = self.broken_at, self.ended_at
        if self.ending is not Ending.ROLLED_BACK or broken is None or ended is None:
            return None
        return ended - broken

    @property
    def trouble(self) -> str:
        """Why it went back, in the words of the step that failed."""
        for one in self.events:
            if one.kind is Kind.FAILED:
                return f"{one.step}: {one.sentence}"
            if one.kind is Kind.ROLLBACK_ASKED:
                return one.sentence
        return ""
