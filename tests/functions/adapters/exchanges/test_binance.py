"""Binance's way of speaking."""

from decimal import Decimal

import httpx
import pytest

from functions.adapters.exchanges.binance import BINANCE
from functions.domain.errors import VendorError, VendorRejected, VendorUnavailable
from tests.functions.adapters.exchanges.doubles import HOUR, T0, venue

RECORDED = (
    '[[1751328000000,"61000.00","61100.50","60900.10","61050.00","12.34567",1751331599999,'
    '"753000.1",345,"6.1","372000.2","0"],'
    '[1751331600000,"61050.00","61060.00","61040.00","61055.50","0.50000",1751335199999,'
    '"30527.7",12,"0.2","12211.1","0"]]'
)


def test_it_pages_in_milliseconds_between_both_ends() -> None:
    query = BINANCE.query(T0, T0 + HOUR)
    assert (query["startTime"], query["endTime"]) == ("1751328000000", "1751331600000")
    assert (query["symbol"], query["interval"], query["limit"]) == ("BTCUSDT", "1h", "1000")


async def test_the_running_hour_is_dropped_and_volume_is_in_bitcoin() -> None:
    exchange = venue(BINANCE, lambda _: httpx.Response(200, text=RECORDED))
    (candle,) = await exchange.closed_candles(T0, T0 + 1.5 * HOUR, 10)
    assert candle.open_time == T0
    assert (candle.open, candle.high, candle.low, candle.close, candle.volume) == (
        Decimal(61000),
        Decimal("61100.5"),
        Decimal("60900.1"),
        Decimal(61050),
        Decimal("12.34567"),
    )


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, '{"code":-1121,"msg":"Invalid symbol."}', VendorRejected),
        (403, "<html>Request blocked.</html>", VendorRejected),
        (418, '{"code":-1003,"msg":"Way too much request weight used"}', VendorUnavailable),
        (429, '{"code":-1003,"msg":"Too much request weight used"}', VendorUnavailable),
        (451, '{"code":0,"msg":"Service unavailable from a restricted location"}', VendorRejected),
        (503, "", VendorUnavailable),
    ],
)
async def test_a_refusal_is_told_from_a_bad_moment(
    status: int, body: str, error: type[VendorError]
) -> None:
    exchange = venue(BINANCE, lambda _: httpx.Response(status, text=body))
    with pytest.raises(error, match=f"binance: HTTP {status}"):
        await exchange.closed_candles(T0, T0 + HOUR, 1)


async def test_a_ban_is_kept_to_however_long_it_lasts() -> None:
    asked = 0

    def banning(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return httpx.Response(418, headers={"Retry-After": "120"})

    exchange = venue(BINANCE, banning)
    for _ in range(3):
        with pytest.raises(VendorUnavailable, match="binance"):
            await exchange.closed_candles(T0, T0 + HOUR, 1)
    assert asked == 1
