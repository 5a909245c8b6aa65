"""Coinbase Exchange: a bare array of rows of JSON numbers, newest first.

`start` and `end` are both included and only used together; more than 300 hours are refused.
Hours without a trade are absent. Source: Coinbase Exchange REST, "Get product candles".
"""

from datetime import datetime

from functions.adapters.exchanges.wire import Wire, excerpt
from functions.domain.errors import InvalidInput
from functions.domain.units import instant_text

PAGE_HOURS = 300


def _query(first: datetime, last: datetime) -> dict[str, str]:
    return {"granularity": "3600", "start": instant_text(first), "end": instant_text(last)}


def _rows(document: object) -> list[object]:
    if not isinstance(document, list):
        raise InvalidInput(f"not an array of candles: {excerpt(document)}")
    return document


COINBASE = Wire(
    name="coinbase",
    url="https://api.exchange.coinbase.com/products/BTC-USD/candles",
    page_hours=PAGE_HOURS,
    columns=(0, 3, 2, 1, 4, 5),  # time, low, high, open, close, volume on the wire
    query=_query,
    rows=_rows,
)
