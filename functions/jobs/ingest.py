"""`ingest`: closed candles → validation → bitemporal storage → settlement.

Every run also looks back: over the newest hours, where a venue may come late or correct
itself, and over the holes of the last days, which any venue may fill. All of it is in the
one request that a venue is sent anyway.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from functions.domain.candle import Candle, gaps
from functions.domain.errors import VendorError
from functions.domain.metrics.business import (
    CANDLES_QUARANTINED,
    CANDLES_REVISED,
    CANDLES_STORED,
)
from functions.domain.settlement import CONTEXT_HOURS, Settlement, Verdict
from functions.domain.units import HOUR
from functions.domain.venue_consensus import ConsensusCandle
from functions.ports.services import Services

HISTORY_FROM = datetime(2010, 1, 1, tzinfo=UTC)
CANDLES_PER_BATCH = 10_000
BATCHES_MAX = 100
PATIENCE = 3 * HOUR
"""How old an hour may get before a failed venue is no longer waited for."""

REVISED_HOURS = 4
"""The newest hours, asked for again on every run."""

REPAIRED_HOURS = 7 * 24
"""How far back a hole is asked for again; less than a page of any venue."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What `ingest` did: hours stored and revised, gaps met, venues that failed.

    Gaps are never filled silently; `quarantined` counts how often a venue was not heard.
    """

    stored: int
    revised: int
    data_as_of: datetime | None
    gaps: tuple[tuple[datetime, datetime], ...]
    failed_venues: Mapping[str, str]
    below_quorum: int
    quarantined: int

    @property
    def wrote(self) -> bool:
        """Whether readers have something new to see; new hours are seen with their forecasts."""
        return self.revised > 0


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record before the venues are asked, for hours from `opens_from` on.

    `observed` reaches `CONTEXT_HOURS` further back.
    """

    opens_from: datetime
    newest: datetime | None
    settled: frozenset[datetime]
    observed: dict[str, dict[datetime, Candle]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be stored."""

    observed: dict[str, list[Candle]]
    verdicts: list[Verdict]

    @property
    def agreed(self) -> list[ConsensusCandle]:
        """The settlement candles, oldest first."""
        return [one.consensus for one in self.verdicts if one.consensus is not None]

    @property
    def below_quorum(self) -> set[datetime]:
        """Hours somebody spoke of, but too few."""
        return {one.open_time for one in self.verdicts if one.consensus is None}


async def ingest(services: Services) -> IngestReport:
    """Store what the venues say of every closed hour and did not say before.

    Raises VendorError for our own database.
    """
    stored = revised = quarantined = 0
    below_quorum: set[datetime] = set()
    failed: dict[str, str] = {}
    missing: list[tuple[datetime, datetime]] = []
    for batch in range(BATCHES_MAX):
        world = await services.world.read()
        look_back = REPAIRED_HOURS if batch == 0 else 0
        known = await _known(services, world.clock.now, look_back)
        limit = CANDLES_PER_BATCH + len(known.settled)
        fresh = await ask(services, known.opens_from, world.clock.now, limit, failed)
        patient_from = _patient_from(known.newest, world.clock.now) if failed else None
        decision = decide(known, fresh, pegged(services), services.quorum, patient_from)
        recorded = await services.candles.record(
            decision.observed,
            decision.agreed,
            [one for verdict in decision.verdicts for one in verdict.quarantined],
        )
        stored, revised = stored + recorded.new, revised + recorded.revised
        aside = sum(len(verdict.quarantined) for verdict in decision.verdicts)
        quarantined += aside
        services.meter.count(CANDLES_STORED, recorded.new)
        services.meter.count(CANDLES_REVISED, recorded.revised)
        services.meter.count(CANDLES_QUARANTINED, aside)
        # An hour at a batch's end may find its quorum in the next one.
        below_quorum |= decision.below_quorum
        below_quorum -= {one.candle.open_time for one in decision.agreed}
        missing += _gaps_after(known.newest, decision.agreed)
        if not recorded.new or all(len(candles) < limit for candles in fresh.values()):
            break
    newest = await services.candles.newest_open()
    return IngestReport(
        stored, revised, newest and newest + HOUR, tuple(missing), failed, len(below_quorum),
        quarantined,
    )  # fmt: skip


async def _known(services: Services, now: datetime, look_back: int) -> Known:
    newest = await services.candles.newest_open()
    if newest is None:
        observed = await services.candles.observed(HISTORY_FROM)
        return Known(HISTORY_FROM, None, frozenset(), observed)
    first = newest + HOUR
    settled: list[Candle] = []
    if look_back:
        settled = await services.candles.window(first, look_back, now)
        holes = (hole for hole, _ in gaps(settled))
        first = min(first - REVISED_HOURS * HOUR, *holes, first)
    observed = await services.candles.observed(first - CONTEXT_HOURS * HOUR)
    opens = frozenset(one.open_time for one in settled if one.open_time >= first)
    return Known(first, newest, opens, observed)


async def ask(
    services: Services, opens_from: datetime, now: datetime, limit: int, failed: dict[str, str]
) -> dict[str, Sequence[Candle]]:
    """What the venues say of hours closed by `now`; those that fail are put down in `failed`."""
    answers = await asyncio.gather(
        *(exchange.closed_candles(opens_from, now, limit) for exchange in services.exchanges),
        return_exceptions=True,
    )
    fresh: dict[str, Sequence[Candle]] = {}
    for exchange, answer in zip(services.exchanges, answers, strict=True):
        match answer:
            case VendorError():
                failed[exchange.name] = str(answer)
            case BaseException():
                raise answer
            case _:
                # A venue that shows an unfinished hour is not believed.
                fresh[exchange.name] = [one for one in answer if one.close_time <= now]
    return fresh


def pegged(services: Services) -> list[str]:
    """The venues that quote a coin pegged to the dollar."""
    return [exchange.name for exchange in services.exchanges if exchange.quote != "USD"]


def _patient_from(newest: datetime | None, now: datetime) -> datetime:
    """While a venue fails: all hours of a first filling are waited for, later only the newest.

    Without the end to patience one lost venue would stop every forecast.
    """
    return HISTORY_FROM if newest is None else now - PATIENCE


def decide(
    known: Known,
    fresh: Mapping[str, Sequence[Candle]],
    pegged_venues: Sequence[str],
    quorum: int,
    patient_from: datetime | None,
) -> Decision:
    """What is new in what the venues say, and the settlement of every hour that it touches.

    Nothing after the first new hour below the quorum is settled where that hour opens at
    `patient_from` or later: a venue that failed may still bring it, and a first filling is
    longer than what is repaired later.
    """
    news = {
        venue: [one for one in candles if known.observed.get(venue, {}).get(one.open_time) != one]
        for venue, candles in fresh.items()
    }
    heard = {venue: dict(candles) for venue, candles in known.observed.items()}
    for venue, candles in news.items():
        heard.setdefault(venue, {}).update({one.open_time: one for one in candles})
    said = {hour for candles in heard.values() for hour in candles if hour >= known.opens_from}
    touched = {one.open_time for candles in news.values() for one in candles}
    settlement = Settlement(heard, pegged_venues, quorum)
    verdicts: list[Verdict] = []
    waiting = False
    for hour in sorted(touched | (said - known.settled)):
        verdict = settlement.settle(hour)
        is_new = known.newest is None or hour > known.newest
        if verdict.consensus is None:
            waiting |= is_new and patient_from is not None and hour >= patient_from
        if verdict.consensus is None or not (waiting and is_new):
            verdicts.append(verdict)
    return Decision(news, verdicts)


def _gaps_after(
    newest: datetime | None, agreed: Sequence[ConsensusCandle]
) -> list[tuple[datetime, datetime]]:
    """Hours missing among and before the new ones."""
    candles = [one.candle for one in agreed if newest is None or one.candle.open_time > newest]
    found = gaps(candles)
    if newest is not None and candles and candles[0].open_time > newest + HOUR:
        found.insert(0, (newest + HOUR, candles[0].open_time))
    return found
