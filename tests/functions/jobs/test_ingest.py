"""`ingest`: every closed hour once, gaps listed, no unfinished candle, no venue trusted alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from functions.domain.candle import Candle
from functions.domain.units import HOUR
from functions.jobs import ingest as ingest_module
from functions.jobs.ingest import ingest
from functions.ports.exchange import Exchange
from tests.fakes.exchange import FakeExchange
from tests.functions.jobs.rig import MARKET, Rig
from tests.worlds import T0

BY_T0 = MARKET[:336]
VENUES = ("bitstamp", "coinbase", "kraken")


class Hasty(FakeExchange):
    """A venue that shows the running hour as if it had closed."""

    async def closed_candles(
        self, opens_from: datetime, closes_by: datetime, limit: int
    ) -> Sequence[Candle]:
        return await super().closed_candles(opens_from, closes_by + HOUR, limit)


def with_venues(rig: Rig, exchanges: Sequence[Exchange], quorum: int) -> Rig:
    return replace(rig, services=replace(rig.services, exchanges=exchanges, quorum=quorum))


def three(candles: Sequence[Candle] = MARKET) -> list[FakeExchange]:
    """Three venues whose prices lie a dollar apart."""
    return [FakeExchange(name, shifted(candles, step)) for step, name in enumerate(VENUES)]


def shifted(candles: Sequence[Candle], usd: int) -> list[Candle]:
    return [
        replace(
            one,
            **{field: getattr(one, field) + usd for field in ("open", "high", "low", "close")},
        )
        for one in candles
    ]


async def stored(rig: Rig) -> list[Candle]:
    now = (await rig.services.world.read()).clock.now
    return await rig.services.candles.window(now, 10_000, now)


async def test_every_closed_hour_is_stored(any_rig: Rig) -> None:
    any_rig.at(0, 1)
    report = await ingest(any_rig.services)
    assert (report.stored, report.data_as_of) == (336, T0)
    assert (report.gaps, report.failed_venues, report.below_quorum) == ((), {}, 0)
    assert await stored(any_rig) == BY_T0


async def test_called_twice_or_between_it_stores_nothing_more(rig: Rig) -> None:
    rig.at(0, 1)
    await ingest(rig.services)
    for minute in (1, 4, 59.9):
        rig.at(0, minute)
        report = await ingest(rig.services)
        assert (report.stored, report.data_as_of) == (0, T0)
    assert await stored(rig) == BY_T0


async def test_called_late_it_stores_all_that_has_closed_since(rig: Rig) -> None:
    await ingest(rig.services)
    rig.at(30, 17)
    assert (await ingest(rig.services)).stored == 31
    assert await stored(rig) == MARKET[: 336 + 30]


async def test_an_hour_is_stored_from_the_instant_it_closes(rig: Rig) -> None:
    rig.at(0, -0.0001)
    await ingest(rig.services)
    assert len(await stored(rig)) == 335
    rig.at(0)
    assert (await ingest(rig.services)).stored == 1


async def test_an_unfinished_candle_is_never_used(rig: Rig) -> None:
    hasty = with_venues(rig, [Hasty("hasty", MARKET)], 1)
    rig.at(0, 59)
    report = await ingest(hasty.services)
    assert report.data_as_of == T0
    assert await stored(rig) == BY_T0


async def test_an_unfinished_candle_does_not_count_towards_a_quorum(rig: Rig) -> None:
    hasty = with_venues(rig, [Hasty(name, MARKET) for name in VENUES], 2)
    rig.at(0, 59)
    assert (await ingest(hasty.services)).below_quorum == 0
    assert await stored(rig) == BY_T0


async def test_no_candle_yet_is_no_failure(rig: Rig) -> None:
    rig.venue.candles.clear()
    report = await ingest(rig.services)
    assert (report.stored, report.data_as_of) == (0, None)


async def test_the_consensus_is_the_median_of_the_venues(any_rig: Rig) -> None:
    rig = with_venues(any_rig, three(), 2)
    rig.at(0, 1)
    await ingest(rig.services)
    assert await stored(rig) == shifted(BY_T0, 1)


async def test_gaps_are_listed_and_never_filled(any_rig: Rig) -> None:
    del any_rig.venue.candles[10:13]
    any_rig.at(0, 1)
    report = await ingest(any_rig.services)
    assert report.gaps == ((MARKET[10].open_time, MARKET[13].open_time),)
    assert await stored(any_rig) == MARKET[:10] + MARKET[13:336]
    assert await any_rig.services.candles.count() == (333, 3)


async def test_a_gap_since_the_last_call_is_listed_once(rig: Rig) -> None:
    rig.at(0, 1)
    await ingest(rig.services)
    rig.venue.candles.remove(MARKET[336])
    rig.at(2, 1)
    report = await ingest(rig.services)
    assert report.gaps == ((T0, T0 + HOUR),)
    assert (await ingest(rig.services)).gaps == ()


async def test_a_long_history_comes_in_batches_without_a_hole(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "CANDLES_PER_BATCH", 50)
    del rig.venue.candles[50]
    rig.at(0, 1)
    report = await ingest(rig.services)
    assert report.stored == 335
    assert report.gaps == ((MARKET[50].open_time, MARKET[51].open_time),)
    assert await stored(rig) == [one for one in BY_T0 if one is not MARKET[50]]


async def test_batches_that_differ_by_a_gap_do_not_end_the_catching_up(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "CANDLES_PER_BATCH", 50)
    venues = three()[:2]
    del venues[0].candles[20]
    rig = with_venues(rig, venues, 2)
    rig.at(0, 1)
    report = await ingest(rig.services)
    assert (report.stored, report.data_as_of, report.below_quorum) == (335, T0, 1)


async def test_a_bug_in_an_adapter_is_not_taken_for_a_vendors_failure(rig: Rig) -> None:
    venue = FakeExchange("broken", MARKET)
    venue.failing = KeyError("volume")  # type: ignore[assignment]
    broken = with_venues(rig, [*three(), venue], 2)
    with pytest.raises(KeyError):
        await ingest(broken.services)
    assert await stored(rig) == []


async def test_eight_at_once_store_each_hour_once(any_rig: Rig) -> None:
    rig = with_venues(any_rig, three(), 2)
    rig.at(0, 1)
    reports = await asyncio.gather(*(ingest(rig.services) for _ in range(8)))
    assert sum(one.stored for one in reports) == 336
    assert {one.data_as_of for one in reports} == {T0}
    assert await stored(rig) == shifted(BY_T0, 1)
