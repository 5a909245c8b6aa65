"""Bitstamp's way of speaking."""

from decimal import Decimal

import httpx

from functions.adapters.exchanges.bitstamp import BITSTAMP, PAGE_HOURS
from tests.functions.adapters.exchanges.doubles import HOUR, T0, venue

RECORDED = (
    '{"data":{"pair":"BTC/USD","ohlc":['
    '{"close":"61050","high":"61100","low":"60900","open":"61000",'
    '"timestamp":"1751328000","volume":"3.25000000"}]}}'
)


def test_a_whole_page_asks_for_no_more_rows_than_allowed_and_never_for_both_ends() -> None:
    assert BITSTAMP.query(T0, T0 + (PAGE_HOURS - 1) * HOUR) == {
        "step": "3600",
        "limit": "1000",
        "start": "1751328000",
        "exclude_current_candle": "true",
    }


async def test_a_recorded_row_becomes_a_candle() -> None:
    exchange = venue(BITSTAMP, lambda _: httpx.Response(200, text=RECORDED))
    (candle,) = await exchange.closed_candles(T0, T0 + HOUR, 10)
    assert (candle.open_time, candle.open, candle.high, candle.low, candle.close) == (
        T0,
        Decimal(61000),
        Decimal(61100),
        Decimal(60900),
        Decimal(61050),
    )
    assert candle.volume == Decimal("3.25")
