"""Slots and how they were settled, outcomes and scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from functions.domain.horizon import Horizon, Slot
from functions.domain.scoring import Score
from functions.ports.touches import Touched, TouchStore

MODEL_SCORER = "model"
"""The name under which the issued forecast's own scores stand beside the baselines'."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came, and the scores by scorer (the model and each baseline).

    `touched` is None until touches are judged, and where none is claimed.
    """

    price: Decimal
    log_return: float
    scored_at: datetime
    scores: Mapping[str, Score]
    touched: Touched | None = None


@dataclass(frozen=True, slots=True)
class SettledSlot:
    """A slot that was issued (body of the forecast) or missed (reason)."""

    slot: Slot
    ledger_index: int
    leaf_hash: bytes
    body: bytes
    issued_at: datetime | None
    missed_reason: str | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class MaturedForecast:
    """An unscored forecast whose outcome is known."""

    slot: Slot
    body: bytes
    outcome_price: Decimal
    outcome_known_at: datetime


@dataclass(frozen=True, slots=True)
class ScoredForecast:
    """A matured forecast with its scores, ready to be recorded."""

    matured: MaturedForecast
    log_return: float
    scores: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class SlotFilter:
    """Which settled slots a reader wants; None means any."""

    horizon: Horizon | None = None
    status: str | None = None
    cutoff_from: datetime | None = None
    cutoff_until: datetime | None = None
    before: Slot | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class SlotCounts:
    """What became of one horizon's slots; `matured_unscored` are past their target."""

    horizon: Horizon
    issued: int
    missed: int
    matured_unscored: int
    scored: int


@dataclass(frozen=True, slots=True)
class Tally(SlotCounts):
    """One horizon's record: counts, means by scorer, share covered, PIT histogram."""

    pinball: Mapping[str, float]
    crps: Mapping[str, float]
    coverage: Mapping[int, float]
    pit_histogram: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScoredDay:
    """Sums over one scorer's scored forecasts of a horizon whose cutoffs lie in one UTC day.

    `covered` counts by percent; `brier` sums over the `brier_forecasts` that have one.
    """

    horizon: Horizon
    day: date
    scorer: str
    forecasts: int
    pinball: float
    covered: Mapping[int, int]
    brier: float
    brier_forecasts: int


@dataclass(frozen=True, slots=True)
class SlotMark:
    """What became of one slot, in short; `pit` is None, and `covered` empty, without an outcome."""

    cutoff: datetime
    missed: bool
    pit: float | None
    covered: Mapping[int, bool]


SCORED_DAYS_MAX = 3653
"""Days that are told of, the newest: ten years."""


class ForecastStore(TouchStore, Protocol):
    """Raises VendorError."""

    async def last_settled(self) -> dict[Horizon, datetime]:
        """Cutoff of the newest settled slot of each horizon that has one."""
        ...

    async def issue(self, slot: Slot, issued_at: datetime, body: bytes) -> bool:
        """Append a forecast and settle its slot, in one transaction.

        False, and nothing written, when it is settled already or its deadline has passed.
        """
        ...

    async def miss(self, slot: Slot, reason: str, body: bytes) -> bool:
        """Append a missed slot, in one transaction; False if settled before."""
        ...

    async def matured(self, now: datetime, limit: int) -> list[MaturedForecast]:
        """Forecasts without a score whose target's close is known, oldest target first."""
        ...

    async def record_scores(self, scored: Sequence[ScoredForecast]) -> int:
        """Store outcomes and scores, in one transaction; returns how many were new."""
        ...

    async def latest(self) -> list[SettledSlot]:
        """The newest issued forecast of each horizon."""
        ...

    async def find(self, slot: Slot) -> SettledSlot | None:
        """One settled slot."""
        ...

    async def page(self, wanted: SlotFilter) -> list[SettledSlot]:
        """Settled slots, newest cutoff first, longest horizon first within a cutoff."""
        ...

    async def slot_counts(self, now: datetime) -> list[SlotCounts]:
        """What became of every announced horizon's slots; the cheap part of `tallies`."""
        ...

    async def tallies(self, now: datetime) -> list[Tally]:
        """The track record of every horizon."""
        ...

    async def scored_days(
        self, scorer: str | None = None, days_max: int = SCORED_DAYS_MAX
    ) -> list[ScoredDay]:
        """Sums by day, oldest first, of one scorer or all; the newest `days_max` days."""
        ...

    async def marks(self, horizon: Horizon, limit: int) -> list[SlotMark]:
        """The newest `limit` settled slots of a horizon, oldest first."""
        ...
