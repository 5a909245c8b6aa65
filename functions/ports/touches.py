"""What forecasts' hours reached, and how often what was given a chance came true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from functions.domain.chances import AskedDay, FarthestTouch
from functions.domain.horizon import Horizon, Slot

ASKED_DAYS_MAX = 731
"""Days that are told of, the newest: two years."""


class Question(StrEnum):
    """What is asked of the prices to which a forecast gave a chance."""

    CLOSE = "close"
    TOUCH = "touch"


@dataclass(frozen=True, slots=True)
class ReachedForecast:
    """A scored forecast whose touches are not judged, and the extremes of its hours in USD."""

    slot: Slot
    body: bytes
    highest: Decimal
    lowest: Decimal


@dataclass(frozen=True, slots=True)
class JudgedForecast:
    """The same with what was said of the extremes; None where it claims no touch."""

    reached: ReachedForecast
    touch: FarthestTouch | None


@dataclass(frozen=True, slots=True)
class HorizonDay:
    """One UTC day of one horizon's forecasts, asked one question."""

    horizon: Horizon
    question: Question
    day: date
    sums: AskedDay


@dataclass(frozen=True, slots=True)
class Touched:
    """How far a judged forecast's hours got, in USD, and what it had said of that."""

    highest: Decimal
    lowest: Decimal
    said: FarthestTouch


class TouchStore(Protocol):
    """Raises VendorError."""

    async def reached(self, limit: int) -> list[ReachedForecast]:
        """Forecasts without a judgement all of whose hours are known, oldest target first.

        Only at horizons where touches are claimed.
        """
        ...

    async def record_touches(self, judged: Sequence[JudgedForecast]) -> int:
        """Store judgements, in one transaction; returns how many were new."""
        ...

    async def asked_days(self, days_max: int = ASKED_DAYS_MAX) -> list[HorizonDay]:
        """By horizon and question, oldest day first; the newest `days_max` days."""
        ...
