"""Kraken's way of speaking."""

from decimal import Decimal

import httpx

from functions.adapters.exchanges.kraken import KRAKEN
from tests.functions.adapters.exchanges.doubles import HOUR, T0, venue

RECORDED = (
    '{"error":[],"result":{"XXBTZUSD":['
    '[1751328000,"61000.0","61100.5","60900.1","61050.0","61010.2","12.34567890",345],'
    '[1751331600,"61050.0","61060.0","61040.0","61055.5","61050.1","0.50000000",12]],'
    '"last":1751328000}}'
)


def test_since_is_just_before_the_first_hour_whether_it_is_included_or_not() -> None:
    query = KRAKEN.query(T0, T0 + HOUR)
    assert query == {"pair": "XBTUSD", "interval": "60", "since": "1751327999"}


async def test_the_running_last_row_is_dropped_and_volume_is_not_the_average_price() -> None:
    exchange = venue(KRAKEN, lambda _: httpx.Response(200, text=RECORDED))
    (candle,) = await exchange.closed_candles(T0, T0 + 1.5 * HOUR, 10)
    assert (candle.open, candle.high, candle.low, candle.close, candle.volume) == (
        Decimal(61000),
        Decimal("61100.5"),
        Decimal("60900.1"),
        Decimal(61050),
        Decimal("12.3456789"),
    )
