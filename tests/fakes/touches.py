"""The touch store port in memory."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import and_

from functions.domain.chances import CHANCES, AskedDay, closed_above, touchable, touched
from functions.domain.horizon import Horizon, Slot
from functions.domain.levels import TOUCH_HORIZONS
from functions.domain.units import HOUR
from functions.ports.touches import (
    ASKED_DAYS_MAX,
    HorizonDay,
    JudgedForecast,
    Question,
    ReachedForecast,
    Touched,
)
from tests.fakes.database import FakeDatabase

Asked = tuple[date, Horizon, Question]
Flags = tuple[bool, ...]
EVERY = (True,) * len(CHANCES)


class FakeTouches:
    """Judgements of a database in memory."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    async def reached(self, limit: int) -> list[ReachedForecast]:
        """Forecasts without a judgement all of whose hours are known."""
        await self._database.turn()
        found = []
        for slot in sorted(self._database.outcomes, key=lambda slot: slot.target):
            opens = [slot.cutoff + hour * HOUR for hour in range(slot.horizon.hours)]
            known = [self._database.agreed[one][-1][1].candle for one in opens if self._has(one)]
            waits = slot.horizon in TOUCH_HORIZONS and slot not in self._database.judged
            if waits and len(known) == len(opens):
                body = self._database.settled[slot].body
                highest, lowest = max(one.high for one in known), min(one.low for one in known)
                found.append(ReachedForecast(slot, body, highest, lowest))
        return found[:limit]

    async def record_touches(self, judged: Sequence[JudgedForecast]) -> int:
        """Store judgements; returns how many were new."""
        await self._database.turn()
        before = len(self._database.judged)
        for one in judged:
            self._database.judged.setdefault(one.reached.slot, one)
        return len(self._database.judged) - before

    async def asked_days(self, days_max: int = ASKED_DAYS_MAX) -> list[HorizonDay]:
        """By horizon and question, oldest day first; the newest `days_max` days."""
        await self._database.turn()
        asked: defaultdict[Asked, list[tuple[Flags, Flags]]] = defaultdict(list)
        for slot, outcome in self._database.outcomes.items():
            came = closed_above(outcome.scores["model"].pit)
            asked[slot.cutoff.date(), slot.horizon, Question.CLOSE].append((EVERY, came))
        for slot, judged in self._database.judged.items():
            if judged.touch is not None:
                there = touchable(judged.touch.p_most)
                for side in (judged.touch.p_highest, judged.touch.p_lowest):
                    came = tuple(map(and_, touched(side), there))
                    asked[slot.cutoff.date(), slot.horizon, Question.TOUCH].append((there, came))
        newest = max((slot.cutoff.date() for slot in self._database.outcomes), default=date.max)
        since = newest - timedelta(days=days_max - 1)
        return [
            HorizonDay(horizon, question, day, _sums(pairs))
            for (day, horizon, question), pairs in sorted(asked.items())
            if day >= since
        ]

    def _touched(self, slot: Slot) -> Touched | None:
        found = self._database.judged.get(slot)
        if found is None or found.touch is None:
            return None
        return Touched(found.reached.highest, found.reached.lowest, found.touch)

    def _has(self, open_time: datetime) -> bool:
        return bool(self._database.agreed.get(open_time))


def _sums(pairs: Sequence[tuple[Flags, Flags]]) -> AskedDay:
    asked, came = (tuple(map(sum, zip(*flags, strict=True))) for flags in zip(*pairs, strict=True))
    return AskedDay(asked, came)
