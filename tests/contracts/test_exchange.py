"""What every exchange promises, the fake, the venues and a history alike."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from functions.adapters.exchanges import venue as venue_module
from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import HistoryExchange
from functions.adapters.postgres.world_owner import WorldOwner
from functions.domain.candle import Candle
from functions.domain.world import Clock, Mode
from functions.ports.exchange import Exchange
from tests.fakes.exchange import FakeExchange
from tests.functions.adapters.exchanges.doubles import DOUBLES, HOUR, T0, WIRES, market, venue

HOURS = 500
MISSING = 123
"""One hour nobody traded."""
MARKET = [candle for n, candle in enumerate(market(HOURS)) if n != MISSING]
RUNNING = market(1, T0 + HOURS * HOUR)
NOW = T0 + HOURS * HOUR + timedelta(minutes=7)


NAMES = ("fake", "history", *WIRES)


@pytest.fixture(params=NAMES)
def exchange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    name: str = request.param
    monkeypatch.setattr(venue_module, "PAGE_PAUSE_MS", 0)
    if name == "fake":
        return FakeExchange(name, MARKET + RUNNING)
    if name == "history":
        owner: WorldOwner = request.getfixturevalue("owner")
        owner.open(Mode.REPLAY, "a file", Clock(NOW, NOW, NOW, NOW, 5.0), MARKET + RUNNING)
        pool: Pool = request.getfixturevalue("pool")
        return HistoryExchange(pool)
    return venue(WIRES[name], DOUBLES[name](MARKET + RUNNING))


async def asked(exchange: Exchange, first: int, hours: int, limit: int) -> Sequence[Candle]:
    return await exchange.closed_candles(T0 + first * HOUR, T0 + (first + hours) * HOUR, limit)


async def test_it_has_a_name_for_the_record(exchange: Exchange) -> None:
    assert exchange.name in NAMES


async def test_it_gives_every_closed_hour_oldest_first_as_traded(exchange: Exchange) -> None:
    assert list(await exchange.closed_candles(T0, NOW, HOURS)) == MARKET


async def test_the_running_hour_is_never_given(exchange: Exchange) -> None:
    running = RUNNING[0].open_time
    assert list(await exchange.closed_candles(running, NOW, 10)) == []


async def test_an_hour_is_given_from_the_instant_it_closes(exchange: Exchange) -> None:
    close = MARKET[-1].close_time
    assert list(await exchange.closed_candles(close - HOUR, close, 10)) == MARKET[-1:]
    early = close - timedelta(seconds=1)
    assert list(await exchange.closed_candles(close - HOUR, early, 10)) == []


async def test_nothing_outside_the_range_is_given(exchange: Exchange) -> None:
    assert list(await asked(exchange, first=10, hours=5, limit=100)) == MARKET[10:15]


async def test_an_hour_that_opens_before_the_range_is_not_given(exchange: Exchange) -> None:
    late = T0 + timedelta(minutes=1)
    assert list(await exchange.closed_candles(late, T0 + 3 * HOUR, 100)) == MARKET[1:3]


async def test_the_limit_keeps_the_oldest(exchange: Exchange) -> None:
    assert list(await asked(exchange, first=0, hours=HOURS, limit=7)) == MARKET[:7]


async def test_asking_on_from_the_last_one_misses_and_repeats_nothing(exchange: Exchange) -> None:
    got: list[Candle] = []
    opens_from = T0
    while page := await exchange.closed_candles(opens_from, NOW, 170):
        got += page
        opens_from = page[-1].close_time
    assert got == MARKET


async def test_an_hour_without_trades_is_left_out(exchange: Exchange) -> None:
    given = await asked(exchange, first=MISSING - 1, hours=3, limit=10)
    assert [candle.open_time for candle in given] == [
        T0 + (MISSING - 1) * HOUR,
        T0 + (MISSING + 1) * HOUR,
    ]


async def test_an_empty_range_has_no_candles(exchange: Exchange) -> None:
    assert list(await asked(exchange, first=5, hours=0, limit=10)) == []
    assert list(await asked(exchange, first=5, hours=-3, limit=10)) == []


async def test_a_limit_of_none_gives_none(exchange: Exchange) -> None:
    assert list(await asked(exchange, first=0, hours=5, limit=0)) == []
