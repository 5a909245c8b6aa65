"""Binance: rows of strings with times in milliseconds, oldest first, the running hour last.

It quotes USDT, not USD; the consensus takes care of the difference. The host for market
data alone needs no key. Source: Binance Spot API, "Kline/Candlestick data".
"""

from datetime import datetime

from functions.adapters.exchanges.wire import Ticker, Wire, excerpt, unix_s
from functions.domain.errors import InvalidInput, VendorRejected, VendorUnavailable

NAME = "binance"
PAGE_HOURS = 1000
PASSING_CODES = frozenset({"-1000", "-1001", "-1003", "-1006", "-1007", "-1008", "-1015", "-1016"})
"""Disconnected, too many requests, timed out, overloaded, shutting down."""


def _query(first: datetime, last: datetime) -> dict[str, str]:
    return {
        "symbol": "BTCUSDT",
        "interval": "1h",
        "startTime": str(unix_s(first) * 1000),
        "endTime": str(unix_s(last) * 1000),
        "limit": str(PAGE_HOURS),
    }


def _rows(document: object) -> list[object]:
    if isinstance(document, list):
        return document
    _refuse(document)
    raise InvalidInput(f"not an array of candles: {excerpt(document)}")


def _price(document: object) -> str:
    match document:
        case {"symbol": "BTCUSDT", "price": str(price)}:
            return price
    _refuse(document)
    raise InvalidInput(f"no price where it should be: {excerpt(document)}")


def _refuse(document: object) -> None:
    match document:
        case {"code": str(code), "msg": message}:
            said = f"refused: {code} {excerpt(message)}"
            if code in PASSING_CODES:
                raise VendorUnavailable(NAME, said)
            raise VendorRejected(NAME, said)


BINANCE = Wire(
    name=NAME,
    quote="USDT",
    url="https://data-api.binance.vision/api/v3/klines",
    page_hours=PAGE_HOURS,
    columns=(0, 1, 2, 3, 4, 5),
    ticks_per_second=1000,
    query=_query,
    rows=_rows,
    ticker=Ticker(
        url="https://data-api.binance.vision/api/v3/ticker/price",
        query={"symbol": "BTCUSDT"},
        price=_price,
    ),
)
