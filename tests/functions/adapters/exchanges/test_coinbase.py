"""Coinbase's way of speaking."""

from decimal import Decimal

import httpx

from functions.adapters.exchanges.coinbase import COINBASE, PAGE_HOURS
from tests.functions.adapters.exchanges.doubles import HOUR, T0, venue


def test_a_whole_page_stays_within_300_data_points_with_both_ends_included() -> None:
    assert COINBASE.query(T0, T0 + (PAGE_HOURS - 1) * HOUR) == {
        "granularity": "3600",
        "start": "2025-07-01T00:00:00Z",
        "end": "2025-07-13T11:00:00Z",
    }


async def test_numbers_arrive_as_the_venue_wrote_them_and_in_our_order() -> None:
    text = (
        "[[1751331600,61000.1,61200.30,61100.00000001,61150,12.3456789012345678],"
        "[1751328000, 60900, 61100.5, 61000.10, 61100, 1e-05]]"
    )
    exchange = venue(COINBASE, lambda _: httpx.Response(200, text=text))
    older, newer = await exchange.closed_candles(T0, T0 + 2 * HOUR, 10)
    assert (older.open_time, newer.open_time) == (T0, T0 + HOUR)
    assert (older.low, older.high, older.open, older.close, older.volume) == (
        Decimal(60900),
        Decimal("61100.5"),
        Decimal("61000.1"),
        Decimal(61100),
        Decimal("0.00001"),
    )
    assert newer.open == Decimal("61100.00000001")
    assert newer.volume == Decimal("12.34567890")
