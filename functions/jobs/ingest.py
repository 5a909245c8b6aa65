"""`ingest`: newest closed candles → validation → bitemporal storage → consensus."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from functions.domain.candle import Candle, gaps
from functions.domain.errors import VendorError
from functions.domain.units import HOUR
from functions.domain.venue_consensus import ConsensusCandle, venue_consensus
from functions.ports.services import Services

HISTORY_FROM = datetime(2010, 1, 1, tzinfo=UTC)
CANDLES_PER_BATCH = 10_000
BATCHES_MAX = 100
PATIENCE = 3 * HOUR
"""How old an hour may get before a failed venue is no longer waited for."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What `ingest` did: hours stored, gaps met (never filled silently), venues that failed."""

    stored: int
    data_as_of: datetime | None
    gaps: tuple[tuple[datetime, datetime], ...]
    failed_venues: Mapping[str, str]
    below_quorum: int


async def ingest(services: Services) -> IngestReport:
    """Store every closed hour that is not stored yet. Raises VendorError for our own database."""
    stored = 0
    below_quorum: set[datetime] = set()
    failed: dict[str, str] = {}
    missing: list[tuple[datetime, datetime]] = []
    for _ in range(BATCHES_MAX):
        world = await services.world.read()
        newest = await services.candles.newest_open()
        observed = await _ask(services, newest, world.clock.now, failed)
        patient_from = _patient_from(newest, world.clock.now) if failed else None
        agreed, short = _agree(observed, services.quorum, patient_from)
        # An hour at a batch's end may find its quorum in the next one.
        below_quorum = (below_quorum | short) - {one.candle.open_time for one in agreed}
        if not agreed:
            break
        stored += await services.candles.record(observed, agreed)
        missing += _gaps_after(newest, agreed)
        if all(len(candles) < CANDLES_PER_BATCH for candles in observed.values()):
            break
    newest = await services.candles.newest_open()
    return IngestReport(
        stored, newest and newest + HOUR, tuple(missing), failed, len(below_quorum)
    )  # fmt: skip


async def _ask(
    services: Services, newest: datetime | None, now: datetime, failed: dict[str, str]
) -> dict[str, Sequence[Candle]]:
    opens_from = HISTORY_FROM if newest is None else newest + HOUR
    answers = await asyncio.gather(
        *(
            exchange.closed_candles(opens_from, now, CANDLES_PER_BATCH)
            for exchange in services.exchanges
        ),
        return_exceptions=True,
    )
    observed: dict[str, Sequence[Candle]] = {}
    for exchange, answer in zip(services.exchanges, answers, strict=True):
        match answer:
            case VendorError():
                failed[exchange.name] = str(answer)
            case BaseException():
                raise answer
            case _:
                # A venue that shows an unfinished hour is not believed.
                observed[exchange.name] = [one for one in answer if one.close_time <= now]
    return observed


def _patient_from(newest: datetime | None, now: datetime) -> datetime:
    """While a venue fails: all hours of a first filling are waited for, later only the newest.

    Without the end to patience one lost venue would stop every forecast.
    """
    return HISTORY_FROM if newest is None else now - PATIENCE


def _agree(
    observed: Mapping[str, Sequence[Candle]], quorum: int, patient_from: datetime | None
) -> tuple[list[ConsensusCandle], set[datetime]]:
    """The agreed hours, oldest first, and the hours below the quorum.

    Nothing after the first hour below the quorum is agreed where that hour opens at
    `patient_from` or later: a venue that failed may still bring it, and what lies behind
    the newest hour is not asked for again.
    """
    by_hour: dict[datetime, dict[str, Candle]] = defaultdict(dict)
    for venue, candles in observed.items():
        for candle in candles:
            by_hour[candle.open_time][venue] = candle
    agreed: list[ConsensusCandle] = []
    for hour in sorted(by_hour):
        if len(by_hour[hour]) >= quorum:
            agreed.append(venue_consensus(by_hour[hour], quorum))
        elif patient_from is not None and hour >= patient_from:
            break
    return agreed, {hour for hour, venues in by_hour.items() if len(venues) < quorum}


def _gaps_after(
    newest: datetime | None, agreed: Sequence[ConsensusCandle]
) -> list[tuple[datetime, datetime]]:
    candles = [consensus.candle for consensus in agreed]
    found = gaps(candles)
    if newest is not None and candles[0].open_time > newest + HOUR:
        found.insert(0, (newest + HOUR, candles[0].open_time))
    return found
