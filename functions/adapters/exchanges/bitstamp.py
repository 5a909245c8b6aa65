"""Bitstamp: objects of strings, oldest first.

Pages by `start` and `limit`; `end` beside them would make it ignore `start`. Rows outside
the range can come back, so a page asks for more rows than the hours it wants.
Source: Bitstamp API v2, "OHLC data".
"""

from datetime import datetime

from functions.adapters.exchanges.wire import Ticker, Wire, excerpt, unix_s
from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR

ROWS_MAX = 1000
ROWS_OUTSIDE_MAX = 100
PAGE_HOURS = ROWS_MAX - ROWS_OUTSIDE_MAX


def _query(first: datetime, last: datetime) -> dict[str, str]:
    hours = (last - first) // HOUR + 1
    return {
        "step": "3600",
        "limit": str(hours + ROWS_OUTSIDE_MAX),
        "start": str(unix_s(first)),
        "exclude_current_candle": "true",
    }


def _rows(document: object) -> list[object]:
    match document:
        case {"data": {"pair": str(pair), "ohlc": list(rows)}}:
            if pair.replace("/", "").upper() != "BTCUSD":
                raise InvalidInput(f"not the pair asked for: {excerpt(pair)}")
            return rows
    raise InvalidInput(f"no candles where they should be: {excerpt(document)}")


def _price(document: object) -> str:
    match document:
        case {"last": str(price)}:
            return price
    raise InvalidInput(f"no price where it should be: {excerpt(document)}")


def _time(document: object) -> str | None:
    match document:
        case {"timestamp": str(time)}:
            return time
    return None


BITSTAMP = Wire(
    name="bitstamp",
    quote="USD",
    url="https://www.bitstamp.net/api/v2/ohlc/btcusd/",
    page_hours=PAGE_HOURS,
    columns=("timestamp", "open", "high", "low", "close", "volume"),
    query=_query,
    rows=_rows,
    ticker=Ticker(
        url="https://www.bitstamp.net/api/v2/ticker/btcusd/", query={}, price=_price, time=_time
    ),
)
