"""Venues that speak their wire format over a market we know, behind httpx's transport."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

import httpx

from functions.adapters.exchanges.binance import BINANCE
from functions.adapters.exchanges.bitstamp import BITSTAMP
from functions.adapters.exchanges.coinbase import COINBASE
from functions.adapters.exchanges.http import SharedClient, VenueHttp
from functions.adapters.exchanges.kraken import KRAKEN
from functions.adapters.exchanges.venue import VenueExchange
from functions.adapters.exchanges.wire import Wire
from functions.domain.candle import Candle

HOUR = timedelta(hours=1)
T0 = datetime(2025, 7, 1, tzinfo=UTC)
WIRES = {wire.name: wire for wire in (COINBASE, KRAKEN, BITSTAMP, BINANCE)}

Json: TypeAlias = Any
"""Whatever json.loads gives, to be read and spoilt freely."""

Handler = Callable[[httpx.Request], httpx.Response]


def market(hours: int, starts: datetime = T0) -> list[Candle]:
    """Consecutive candles, each different from every other, with prices of many digits."""
    return [
        Candle(
            starts + n * HOUR,
            Decimal("61000.12345678") + n,
            Decimal("61100.5") + n,
            Decimal(60900) + n,
            Decimal("61050.00000001") + n,
            Decimal("0.00001") * (n + 1),
        )
        for n in range(hours)
    ]


def venue(wire: Wire, handler: Handler) -> VenueExchange:
    """The real adapter over a handler instead of a network."""
    client = SharedClient(httpx.MockTransport(handler))
    return VenueExchange(wire, VenueHttp(wire.name, client))


class Venue(ABC):
    """What the doubles share: candles, the last of which is still running, and a request log."""

    def __init__(self, candles: Sequence[Candle]) -> None:
        self.candles = sorted(candles)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer(dict(request.url.params))

    @abstractmethod
    def answer(self, query: dict[str, str]) -> httpx.Response:
        """What the venue says to a query."""


class Coinbase(Venue):
    """Numbers, newest first, at most 300 data points between both ends."""

    def answer(self, query: dict[str, str]) -> httpx.Response:
        start, end = (datetime.fromisoformat(query[end]) for end in ("start", "end"))
        if (end - start) / HOUR > 300 or query["granularity"] != "3600":
            reason = "granularity too small for the requested time range."
            return httpx.Response(400, json={"message": reason})
        rows = [
            f"[{_unix(c)},{c.low},{c.high},{c.open},{c.close},{c.volume}]"
            for c in reversed(self.candles)
            if start <= c.open_time <= end
        ]
        return httpx.Response(200, text=f"[{','.join(rows)}]")


class Kraken(Venue):
    """Strings under the pair's other name; the newest 720 and the running hour."""

    def answer(self, query: dict[str, str]) -> httpx.Response:
        if (query["pair"], query["interval"]) != ("XBTUSD", "60"):
            return httpx.Response(200, json={"error": ["EQuery:Unknown asset pair"]})
        shown = [c for c in self.candles[-721:] if _unix(c) > int(query["since"])]
        rows = [
            [_unix(c), str(c.open), str(c.high), str(c.low), str(c.close), "1.0", str(c.volume), 9]
            for c in shown
        ]
        last = rows[-2][0] if len(rows) > 1 else 0
        return httpx.Response(200, json={"error": [], "result": {"XXBTZUSD": rows, "last": last}})


class Bitstamp(Venue):
    """Objects of strings from `start`, one row before the range, the running hour on request."""

    def answer(self, query: dict[str, str]) -> httpx.Response:
        limit = int(query["limit"])
        if query["step"] != "3600" or not 1 <= limit <= 1000 or "end" in query:
            return httpx.Response(400, json={"code": "validation-error", "errors": []})
        start = int(query["start"]) - 3600
        known = self.candles[:-1] if "exclude_current_candle" in query else self.candles
        rows = [
            {
                "timestamp": str(_unix(c)),
                **{key: str(getattr(c, key)) for key in ("open", "high", "low", "close", "volume")},
            }
            for c in known
            if _unix(c) >= start
        ]
        return httpx.Response(200, json={"data": {"pair": "BTC/USD", "ohlc": rows[:limit]}})


class Binance(Venue):
    """Strings with times in milliseconds, at most 1000 rows, the running hour with them."""

    def answer(self, query: dict[str, str]) -> httpx.Response:
        if (query["symbol"], query["interval"]) != ("BTCUSDT", "1h"):
            return httpx.Response(400, json={"code": -1121, "msg": "Invalid symbol."})
        start, end, limit = (int(query[key]) for key in ("startTime", "endTime", "limit"))
        rows = [
            [
                _unix(c) * 1000,
                *(str(getattr(c, key)) for key in ("open", "high", "low", "close", "volume")),
                *(_unix(c) * 1000 + 3_599_999, "1.0", 9, "1.0", "1.0", "0"),
            ]
            for c in self.candles
            if start <= _unix(c) * 1000 <= end
        ]
        return httpx.Response(200, json=rows[: min(limit, 1000)])


DOUBLES: dict[str, type[Venue]] = {
    "coinbase": Coinbase,
    "kraken": Kraken,
    "bitstamp": Bitstamp,
    "binance": Binance,
}


def body(name: str, candles: Sequence[Candle]) -> Json:
    """What a venue answers about these candles (none of them running), as JSON values."""
    double = DOUBLES[name]([*candles, market(1, candles[-1].close_time)[0]])
    query = WIRES[name].query(candles[0].open_time, candles[-1].open_time)
    return json.loads(double.answer(dict(query)).content)


def rows_of(name: str, document: Json) -> list[Json]:
    """The list of rows in such a document, to be spoilt in place."""
    places: dict[str, Callable[[], list[Json]]] = {
        "coinbase": lambda: document,
        "kraken": lambda: document["result"]["XXBTZUSD"],
        "bitstamp": lambda: document["data"]["ohlc"],
        "binance": lambda: document,
    }
    return places[name]()


def _unix(candle: Candle) -> int:
    return int(candle.open_time.timestamp())
