"""The forecast store port in memory."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import fmean

from functions.domain.horizon import Horizon, Slot
from functions.domain.scoring import INTERVALS, Score
from functions.domain.units import HOUR
from functions.ports.forecasts import (
    MODEL_SCORER,
    SCORED_DAYS_MAX,
    MaturedForecast,
    Outcome,
    ScoredDay,
    ScoredForecast,
    SettledSlot,
    SlotCounts,
    SlotFilter,
    SlotMark,
    Tally,
)
from tests.fakes.database import FakeDatabase, Refused
from tests.fakes.touches import FakeTouches

PIT_BINS = 10


class FakeForecasts(FakeTouches):
    """Slots of a database in memory, settled in order and in time."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    async def last_settled(self) -> dict[Horizon, datetime]:
        """Cutoff of the newest settled slot of each horizon that has one."""
        await self._database.turn()
        return {slot.horizon: slot.cutoff for slot in sorted(self._database.settled)}

    async def issue(self, slot: Slot, issued_at: datetime, body: bytes) -> bool:
        """Append a forecast and settle its slot, unless it is settled or too late."""
        await self._database.turn()
        if slot in self._database.settled:
            return False
        if issued_at < slot.cutoff:
            raise Refused(f"{slot.id} is issued before its cutoff")
        if not issued_at <= self._database.clock.now <= slot.deadline or self._later_than(slot):
            return False
        self._settle(slot, body, issued_at=issued_at, reason=None)
        return True

    async def miss(self, slot: Slot, reason: str, body: bytes) -> bool:
        """Append a missed slot; False if settled before."""
        await self._database.turn()
        if slot in self._database.settled:
            return False
        if self._database.clock.now <= slot.deadline or self._later_than(slot):
            raise Refused(f"{slot.id} is not missed, or comes too late")
        self._settle(slot, body, issued_at=None, reason=reason)
        return True

    async def matured(self, now: datetime, limit: int) -> list[MaturedForecast]:
        """Forecasts without a score whose target's close is known, oldest target first."""
        await self._database.turn()
        found = []
        for slot, settled in self._issued():
            known = self._database.agreed.get(slot.target - HOUR)
            if slot.target <= now and slot not in self._database.outcomes and known:
                known_at, consensus = known[-1]
                close = consensus.candle.close
                found.append(MaturedForecast(slot, settled.body, close, known_at))
        return sorted(found, key=lambda one: one.slot.target)[:limit]

    async def record_scores(self, scored: Sequence[ScoredForecast]) -> int:
        """Store outcomes and scores; returns how many were new."""
        await self._database.turn()
        before = len(self._database.outcomes)
        for one in scored:
            self._database.outcomes.setdefault(
                one.matured.slot,
                Outcome(
                    one.matured.outcome_price,
                    one.log_return,
                    self._database.clock.now,
                    dict(one.scores),
                ),
            )
        return len(self._database.outcomes) - before

    async def latest(self) -> list[SettledSlot]:
        """The newest issued forecast of each horizon, shortest first."""
        await self._database.turn()
        newest = {slot.horizon: slot for slot, _ in self._issued()}
        return [self._with_outcome(newest[horizon]) for horizon in Horizon if horizon in newest]

    async def find(self, slot: Slot) -> SettledSlot | None:
        """One settled slot."""
        await self._database.turn()
        return self._with_outcome(slot) if slot in self._database.settled else None

    async def page(self, wanted: SlotFilter) -> list[SettledSlot]:
        """Settled slots, newest cutoff first, longest horizon first within a cutoff."""
        await self._database.turn()
        newest_first = sorted(self._database.settled, key=_by_time, reverse=True)
        return [self._with_outcome(slot) for slot in newest_first if self._is_wanted(slot, wanted)][
            : wanted.limit
        ]

    async def slot_counts(self, now: datetime) -> list[SlotCounts]:
        """What became of every announced horizon's slots."""
        return [
            SlotCounts(one.horizon, one.issued, one.missed, one.matured_unscored, one.scored)
            for one in await self.tallies(now)
        ]

    async def tallies(self, now: datetime) -> list[Tally]:
        """The track record of every announced horizon."""
        await self._database.turn()
        announced = {schedule.horizon for schedule in self._database.schedules}
        return [self._tally(horizon, now) for horizon in Horizon if horizon in announced]

    async def scored_days(
        self, scorer: str | None = None, days_max: int = SCORED_DAYS_MAX
    ) -> list[ScoredDay]:
        """Sums by day, oldest first, of one scorer or all; the newest `days_max` days."""
        await self._database.turn()
        days: defaultdict[tuple[date, Horizon, str], list[Score]] = defaultdict(list)
        for slot, outcome in self._database.outcomes.items():
            for name, score in outcome.scores.items():
                if scorer in (None, name):
                    days[slot.cutoff.date(), slot.horizon, name].append(score)
        newest = max((slot.cutoff.date() for slot in self._database.outcomes), default=date.max)
        since = newest - timedelta(days=days_max - 1)
        return [_scored_day(key, scores) for key, scores in sorted(days.items()) if key[0] >= since]

    async def marks(self, horizon: Horizon, limit: int) -> list[SlotMark]:
        """The newest `limit` settled slots of a horizon, oldest first."""
        await self._database.turn()
        slots = sorted(slot for slot in self._database.settled if slot.horizon is horizon)
        return [self._mark(slot) for slot in slots[-limit:]]

    def _mark(self, slot: Slot) -> SlotMark:
        missed = self._database.settled[slot].issued_at is None
        outcome = self._database.outcomes.get(slot)
        if outcome is None:
            return SlotMark(slot.cutoff, missed, None, {})
        score = outcome.scores[MODEL_SCORER]
        return SlotMark(slot.cutoff, missed, score.pit, score.covered)

    def _settle(
        self, slot: Slot, body: bytes, *, issued_at: datetime | None, reason: str | None
    ) -> None:
        if slot.horizon not in {schedule.horizon for schedule in self._database.schedules}:
            raise Refused(f"{slot.id} was never announced")
        entry = self._database.append(body)
        self._database.settled[slot] = SettledSlot(
            slot, entry.index, entry.leaf_hash, body, issued_at, reason, outcome=None
        )

    def _later_than(self, slot: Slot) -> bool:
        return any(
            other.horizon is slot.horizon and other.cutoff > slot.cutoff
            for other in self._database.settled
        )

    def _issued(self) -> list[tuple[Slot, SettledSlot]]:
        return sorted(
            (item for item in self._database.settled.items() if item[1].issued_at is not None),
            key=lambda item: _by_time(item[0]),
        )

    def _with_outcome(self, slot: Slot) -> SettledSlot:
        outcome = self._database.outcomes.get(slot)
        if outcome is not None:
            outcome = replace(outcome, touched=self._touched(slot))
        return replace(self._database.settled[slot], outcome=outcome)

    def _is_wanted(self, slot: Slot, wanted: SlotFilter) -> bool:
        issued = self._database.settled[slot].issued_at is not None
        scored = slot in self._database.outcomes
        status = {"missed": not issued, "scored": scored, "pending": issued and not scored}
        return (
            (wanted.horizon is None or slot.horizon is wanted.horizon)
            and status.get(wanted.status or "any", True)
            and (wanted.cutoff_from is None or slot.cutoff >= wanted.cutoff_from)
            and (wanted.cutoff_until is None or slot.cutoff <= wanted.cutoff_until)
            and (wanted.before is None or _by_time(slot) < _by_time(wanted.before))
        )

    def _tally(self, horizon: Horizon, now: datetime) -> Tally:
        slots = [slot for slot in self._database.settled if slot.horizon is horizon]
        issued = [slot for slot in slots if self._database.settled[slot].issued_at is not None]
        outcomes = [self._database.outcomes[slot] for slot in issued if self._scored(slot)]
        scorers = {scorer for outcome in outcomes for scorer in outcome.scores}
        own = [outcome.scores[MODEL_SCORER] for outcome in outcomes]

        def mean(scorer: str, loss: Callable[[Score], float]) -> float:
            return fmean(loss(outcome.scores[scorer]) for outcome in outcomes)

        bins = [min(int(score.pit * PIT_BINS), PIT_BINS - 1) for score in own]
        return Tally(
            horizon=horizon,
            issued=len(issued),
            missed=len(slots) - len(issued),
            matured_unscored=sum(slot.target <= now and not self._scored(slot) for slot in issued),
            scored=len(outcomes),
            pinball={scorer: mean(scorer, lambda one: one.pinball) for scorer in scorers},
            crps={scorer: mean(scorer, lambda one: one.crps) for scorer in scorers},
            coverage={
                percent: fmean(score.covered[percent] for score in own)
                for percent, _, _ in INTERVALS
            }
            if own
            else {},
            pit_histogram=tuple(bins.count(index) for index in range(PIT_BINS)),
        )

    def _scored(self, slot: Slot) -> bool:
        return slot in self._database.outcomes


def _scored_day(key: tuple[date, Horizon, str], scores: Sequence[Score]) -> ScoredDay:
    day, horizon, scorer = key
    briers = [score.brier for score in scores if score.brier is not None]
    return ScoredDay(
        horizon=horizon,
        day=day,
        scorer=scorer,
        forecasts=len(scores),
        pinball=sum(score.pinball for score in scores),
        covered={
            percent: sum(score.covered[percent] for score in scores) for percent, _, _ in INTERVALS
        },
        brier=sum(briers),
        brier_forecasts=len(briers),
    )


def _by_time(slot: Slot) -> tuple[datetime, datetime]:
    return slot.cutoff, slot.target
