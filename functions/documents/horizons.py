"""What the page shows for each horizon, as in `frontend/src/domain/horizon.ts`."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.horizon import Horizon


@dataclass(frozen=True, slots=True)
class HorizonFacts:
    """How often it is forecast, what it is called, and how much of the past stands beside it."""

    cadence_hours: int
    """Hours between two slots."""
    adjective: str
    """In a sentence: `the 24-hour forecast`."""
    label: str
    """On its own: `24 hours`."""
    history_hours: int
    """Hours of candles drawn before the cutoff."""


HORIZON_FACTS: Mapping[Horizon, HorizonFacts] = {
    Horizon.H1: HorizonFacts(1, "1-hour", "1 hour", 8),
    Horizon.H4: HorizonFacts(1, "4-hour", "4 hours", 24),
    Horizon.H24: HorizonFacts(1, "24-hour", "24 hours", 96),
    Horizon.D7: HorizonFacts(24, "7-day", "7 days", 504),
}
