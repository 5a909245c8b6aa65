"""How far a forecast is behind, on the jobs' clock; as `frontend/src/domain/staleness.ts`."""

from datetime import datetime, timedelta
from typing import Literal

from functions.documents.forecast import SlotRef
from functions.documents.horizons import HORIZON_FACTS
from functions.domain.units import HOUR

Staleness = Literal["current", "late", "old", "gone"]
"""Current; late enough to say so; too old to rely on; no longer a forecast of what comes."""

LATE_AFTER = timedelta(minutes=90)
OLD_AFTER = timedelta(hours=3)
GONE_AFTER = timedelta(days=1)


def overdue(slot: SlotRef, now: datetime) -> timedelta:
    """By how long the slot after this one is overdue: below zero while it is not."""
    return now - slot.cutoff - HORIZON_FACTS[slot.horizon].cadence_hours * HOUR


def staleness_of(
    slot: SlotRef, data_as_of: datetime | None, now: datetime, state: str
) -> Staleness:
    """By its next slot or by the newest candle, whichever is further behind."""
    # Hours go by faster than documents are published: an older forecast says nothing of the slots.
    if state == "catching_up":
        return "current"
    candle_age = timedelta(0) if data_as_of is None else now - data_as_of
    behind = max(overdue(slot, now), candle_age)
    if behind > GONE_AFTER:
        return "gone"
    if behind > OLD_AFTER:
        return "old"
    return "late" if behind > LATE_AFTER else "current"
