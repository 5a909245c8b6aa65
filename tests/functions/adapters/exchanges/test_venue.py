"""Paging over a venue's history."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from functions.adapters.exchanges import venue as venue_module
from functions.adapters.exchanges.history import HISTORY_HOURS_MAX
from functions.adapters.exchanges.venue import PAGES_MAX
from functions.domain.candle import gaps
from functions.domain.errors import VendorUnavailable
from tests.functions.adapters.exchanges.doubles import (
    DOUBLES,
    HOUR,
    T0,
    WIRES,
    market,
    venue,
)

FEW = market(6)
PAGES = {"coinbase": 32, "kraken": 1, "bitstamp": 11, "binance": 10}
EVERY_VENUE = pytest.mark.parametrize("name", list(WIRES))


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venue_module, "PAGE_PAUSE_MS", 0)


@EVERY_VENUE
async def test_years_are_asked_for_the_history_that_is_kept_only(name: str) -> None:
    hours = HISTORY_HOURS_MAX + 50
    double = DOUBLES[name](market(hours + 1))
    candles = await venue(WIRES[name], double).closed_candles(T0, T0 + hours * HOUR, 10_000)
    shown = 720 if name == "kraken" else HISTORY_HOURS_MAX
    assert candles == market(hours)[-shown:]
    assert gaps(candles) == []
    assert len(double.requests) == PAGES[name]


@EVERY_VENUE
async def test_the_last_closed_hour_costs_one_request(name: str) -> None:
    double = DOUBLES[name](market(1000))
    now = T0 + 999 * HOUR + timedelta(minutes=2)
    candles = await venue(WIRES[name], double).closed_candles(now - 2 * HOUR, now, 10_000)
    assert candles == market(999)[-1:]
    assert len(double.requests) == 1


@EVERY_VENUE
async def test_nothing_is_requested_when_nothing_can_have_closed(name: str) -> None:
    double = DOUBLES[name](market(10))
    assert not await venue(WIRES[name], double).closed_candles(T0, T0 + HOUR / 2, 100)
    assert double.requests == []


@EVERY_VENUE
@pytest.mark.parametrize("hours", [1, 299, 300, 301, 719, 899, 900, 901, 1201])
async def test_pages_join_without_hole_or_repeat_at_any_length(name: str, hours: int) -> None:
    double = DOUBLES[name](market(hours + 1))
    candles = await venue(WIRES[name], double).closed_candles(T0, T0 + hours * HOUR, 10_000)
    assert candles == market(hours)[-720 if name == "kraken" else 0 :]


@pytest.mark.parametrize("name", ["coinbase", "bitstamp", "binance"])
async def test_hours_missing_around_a_page_end_do_not_shift_the_next_page(name: str) -> None:
    page = WIRES[name].page_hours
    known = [c for n, c in enumerate(market(2 * page)) if not page - 3 <= n <= page + 2]
    candles = await venue(
        WIRES[name], DOUBLES[name]([*known, *market(1, T0 + 2 * page * HOUR)])
    ).closed_candles(T0, T0 + 2 * page * HOUR, 10_000)
    assert candles == known


async def test_a_call_makes_a_bounded_number_of_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venue_module, "HISTORY_HOURS_MAX", 10**6)
    double = DOUBLES["coinbase"](market(301 * PAGES_MAX))
    exchange = venue(WIRES["coinbase"], double)
    candles = await exchange.closed_candles(T0, T0 + 301 * PAGES_MAX * HOUR, 10**6)
    assert candles == market(300 * PAGES_MAX)
    assert len(double.requests) == PAGES_MAX


async def test_pages_stop_when_the_limit_is_reached() -> None:
    double = DOUBLES["coinbase"](market(2000))
    candles = await venue(WIRES["coinbase"], double).closed_candles(T0, T0 + 1999 * HOUR, 301)
    assert candles == market(301)
    assert len(double.requests) == 2


async def test_a_failing_page_fails_the_call_rather_than_leave_a_hole() -> None:
    double = DOUBLES["coinbase"](market(1000))

    def second_fails(request: httpx.Request) -> httpx.Response:
        answer = double(request)
        return httpx.Response(500) if len(double.requests) == 2 else answer

    with pytest.raises(VendorUnavailable, match="coinbase: HTTP 500"):
        await venue(WIRES["coinbase"], second_fails).closed_candles(T0, T0 + 999 * HOUR, 10_000)


async def test_pages_that_never_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venue_module, "CALL_TIMEOUT_S", 0.05)
    monkeypatch.setattr(venue_module, "PAGE_PAUSE_MS", 60_000)
    exchange = venue(WIRES["coinbase"], DOUBLES["coinbase"](market(1000)))
    async with asyncio.timeout(5):
        with pytest.raises(VendorUnavailable, match="coinbase: its pages took more than"):
            await exchange.closed_candles(T0, T0 + 999 * HOUR, 10_000)
