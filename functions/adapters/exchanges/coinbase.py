"""Coinbase Exchange: a bare array of rows of JSON numbers, newest first.

`start` and `end` are both included and only used together; more than 300 hours are refused.
Hours without a trade are absent. Source: Coinbase Exchange REST, "Get product candles".
"""

from datetime import datetime

from functions.adapters.exchanges.wire import Ticker, Wire, excerpt
from functions.domain.errors import InvalidInput
from functions.domain.units import instant_text

PAGE_HOURS = 300


def _query(first: datetime, last: datetime) -> dict[str, str]:
    return {"granularity": "3600", "start": instant_text(first), "end": instant_text(last)}


def _rows(document: object) -> list[object]:
    if not isinstance(document, list):
        raise InvalidInput(f"not an array of candles: {excerpt(document)}")
    return document


def _price(document: object) -> str:
    match document:
        case {"price": str(price)}:
            return price
    raise InvalidInput(f"no price where it should be: {excerpt(document)}")


def _time(document: object) -> str | None:
    match document:
        case {"time": str(time)}:
            return time
    return None


COINBASE = Wire(
    name="coinbase",
    quote="USD",
    url="https://api.exchange.coinbase.com/products/BTC-USD/candles",
    page_hours=PAGE_HOURS,
    columns=(0, 3, 2, 1, 4, 5),  # time, low, high, open, close, volume on the wire
    query=_query,
    rows=_rows,
    ticker=Ticker(
        url="https://api.exchange.coinbase.com/products/BTC-USD/ticker",
        query={},
        price=_price,
        time=_time,
    ),
)
