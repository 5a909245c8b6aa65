"""`ingest` looks back: late and corrected candles, holes filled later, venues put aside."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from functions.domain.candle import Candle
from functions.domain.errors import VendorUnavailable
from functions.domain.record import input_digest, read_forecast_record
from functions.domain.settlement import BASIS_HOURS_MIN
from functions.domain.units import HOUR
from functions.jobs.ingest import REPAIRED_HOURS, REVISED_HOURS, ingest
from functions.jobs.issue import issue
from functions.jobs.score import score
from functions.ports.forecasts import SlotFilter
from tests.fakes.exchange import FakeExchange
from tests.functions.jobs.rig import MARKET, Rig
from tests.worlds import T0

VENUES = ("bitstamp", "coinbase", "kraken")


def three(rig: Rig, *more: FakeExchange) -> tuple[Rig, list[FakeExchange]]:
    """The rig with three venues that say the same, and others; the quorum is two."""
    venues = [*(FakeExchange(name, MARKET) for name in VENUES), *more]
    return replace(rig, services=replace(rig.services, exchanges=venues, quorum=2)), venues


def scaled(candle: Candle, factor: str) -> Candle:
    ratio = Decimal(factor)
    return replace(
        candle,
        open=candle.open * ratio,
        high=candle.high * ratio,
        low=candle.low * ratio,
        close=candle.close * ratio,
    )


async def stored(rig: Rig) -> list[Candle]:
    now = (await rig.services.world.read()).clock.now
    return await rig.services.candles.window(now, 10_000, now)


async def test_a_corrected_candle_is_known_from_then_on(any_rig: Rig) -> None:
    any_rig.at(0, 1)
    await ingest(any_rig.services)
    before = await stored(any_rig)
    corrected = scaled(MARKET[335], "1.001")
    any_rig.venue.candles[335] = corrected
    any_rig.at(0, 4)
    report = await ingest(any_rig.services)
    assert (report.stored, report.revised) == (0, 1)
    assert await stored(any_rig) == [*before[:-1], corrected]
    minute = (await any_rig.services.world.read()).clock.now
    assert await any_rig.services.candles.window(T0, 10_000, minute - HOUR / 60) == before
    any_rig.at(0, 7)
    assert (await ingest(any_rig.services)).revised == 0


async def test_only_the_newest_hours_are_asked_for_again(rig: Rig) -> None:
    rig.at(0, 1)
    await ingest(rig.services)
    rig.venue.candles[:] = [scaled(one, "1.001") for one in MARKET]
    rig.at(0, 4)
    assert (await ingest(rig.services)).revised == REVISED_HOURS


async def test_a_forecast_keeps_citing_what_it_saw(any_rig: Rig) -> None:
    await any_rig.ready()
    any_rig.at(0, 1)
    await ingest(any_rig.services)
    await issue(any_rig.services)
    any_rig.venue.candles[335] = scaled(MARKET[335], "1.001")
    any_rig.at(0, 4)
    assert (await ingest(any_rig.services)).revised == 1
    for one in await any_rig.services.forecasts.page(SlotFilter(limit=10)):
        cited = read_forecast_record(one.body).record["input_digest"]
        assert one.issued_at is not None
        then = await any_rig.services.candles.window(T0, 336, one.issued_at)
        assert input_digest(then) == cited
        now = (await any_rig.services.world.read()).clock.now
        assert input_digest(await any_rig.services.candles.window(T0, 336, now)) != cited


async def test_a_forecast_is_scored_by_what_is_known_when_it_is_scored(any_rig: Rig) -> None:
    await any_rig.ready()
    any_rig.at(0, 1)
    await ingest(any_rig.services)
    await issue(any_rig.services)
    any_rig.at(1, 1)
    await ingest(any_rig.services)
    any_rig.venue.candles[336] = scaled(MARKET[336], "1.001")
    any_rig.at(1, 4)
    await ingest(any_rig.services)
    await score(any_rig.services)
    any_rig.venue.candles[336] = MARKET[336]
    any_rig.at(1, 7)
    assert (await ingest(any_rig.services)).revised == 1
    assert (await score(any_rig.services)).scored == 0
    (settled,) = await any_rig.services.forecasts.page(SlotFilter(status="scored", limit=10))
    assert settled.outcome is not None
    assert settled.outcome.price == round(MARKET[336].close * Decimal("1.001"), 2)


async def test_a_late_venue_joins_the_consensus(any_rig: Rig) -> None:
    rig, venues = three(any_rig)
    late = venues[0].candles.pop(335)
    rig.at(0, 1)
    assert (await ingest(rig.services)).stored == 336
    venues[0].candles.append(late)
    rig.at(0, 4)
    report = await ingest(rig.services)
    assert (report.stored, report.revised) == (0, 1)
    assert set(await rig.services.candles.observed(late.open_time)) == set(VENUES)


async def test_a_venue_that_fails_later_takes_nothing_back(rig: Rig) -> None:
    rig, venues = three(rig)
    rig.at(0, 1)
    await ingest(rig.services)
    venues[0].failing = VendorUnavailable("bitstamp", "timed out")
    rig.at(0, 4)
    report = await ingest(rig.services)
    assert (report.stored, report.revised, report.below_quorum) == (0, 0, 0)


@pytest.mark.parametrize("back", [5, REPAIRED_HOURS - 2])
async def test_a_hole_is_filled_when_a_venue_brings_the_hour(any_rig: Rig, back: int) -> None:
    place = 336 - back
    lacking = any_rig.venue.candles.pop(place)
    any_rig.at(0, 1)
    await ingest(any_rig.services)
    assert (await any_rig.services.candles.count())[1] == 1
    any_rig.venue.candles.append(lacking)
    any_rig.at(0, 4)
    report = await ingest(any_rig.services)
    assert (report.stored, report.gaps) == (1, ())
    assert await stored(any_rig) == list(MARKET[:336])


async def test_a_hole_below_the_quorum_is_filled_by_any_other_venue(rig: Rig) -> None:
    rig, venues = three(rig)
    for venue in venues[1:]:
        del venue.candles[300]
    rig.at(0, 1)
    assert (await ingest(rig.services)).below_quorum == 1
    venues[0].failing = VendorUnavailable("bitstamp", "gone for good")
    venues[2].candles.append(MARKET[300])
    rig.at(0, 4)
    report = await ingest(rig.services)
    assert (report.stored, report.below_quorum) == (1, 0)
    assert await stored(rig) == list(MARKET[:336])


async def test_an_outlier_is_put_aside_with_its_reason(any_rig: Rig) -> None:
    rig, venues = three(any_rig)
    venues[2].candles[330] = scaled(MARKET[330], "1.2")
    rig.at(0, 1)
    report = await ingest(rig.services)
    assert (report.stored, report.quarantined) == (336, 1)
    (aside,) = await rig.services.candles.quarantined(MARKET[0].open_time)
    assert (aside.venue, aside.open_time) == ("kraken", MARKET[330].open_time)
    assert aside.reason.startswith("outlier: close 20.00% from the median")
    assert await stored(rig) == list(MARKET[:336])


async def test_what_is_said_of_an_hour_below_the_quorum_is_kept(any_rig: Rig) -> None:
    rig, venues = three(any_rig)
    rig.at(0, 1)
    await ingest(rig.services)
    for venue in venues[1:]:
        del venue.candles[336:]
    rig.at(1, 1)
    report = await ingest(rig.services)
    assert (report.stored, report.below_quorum, report.data_as_of) == (0, 1, T0)
    assert await rig.services.candles.observed(T0) == {"bitstamp": {T0: MARKET[336]}}


async def test_a_pegged_venue_is_heard_in_dollars_once_its_basis_is_known(rig: Rig) -> None:
    peg = FakeExchange("binance", [scaled(one, "1.0007") for one in MARKET], quote="USDT")
    rig, _ = three(rig, peg)
    rig.at(0, 1)
    report = await ingest(rig.services)
    assert (report.stored, report.quarantined) == (336, 0)
    for known, expected in zip(await stored(rig), MARKET, strict=False):
        assert known.close == pytest.approx(expected.close, rel=Decimal("1e-9"))


async def test_dollar_venues_alone_settle_while_the_basis_is_unknown(rig: Rig) -> None:
    peg: Sequence[Candle] = [scaled(one, "1.0007") for one in MARKET]
    rig, venues = three(rig, FakeExchange("binance", peg, quote="USDT"))
    for venue in venues[1:3]:
        venue.candles.clear()
    rig.at(0, 1)
    report = await ingest(rig.services)
    assert report.stored == 336 - BASIS_HOURS_MIN
