"""The wire formats: what each venue takes, how much it gives at most, how it writes a candle.

Sources: Coinbase Exchange "Get product candles", Kraken "Get OHLC Data", Bitstamp "OHLC
data", Binance "Kline/Candlestick data", and each one's ticker.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse, Response

from functions.domain.candle import Candle
from functions.domain.units import HOUR

Query = Mapping[str, str]
COINBASE_ROWS_MAX, KRAKEN_ROWS_MAX, OTHERS_ROWS_MAX = 300, 720, 1000
BINANCE_ROWS_DEFAULT = 500


class Refused(Exception):
    """The venue does not take the request; `response` is what it answers."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


@dataclass(frozen=True, slots=True)
class Range:
    """The hours asked for: those that open in first..last, at most `rows`, the oldest or newest."""

    first: datetime
    last: datetime
    rows: int
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """One venue's way of speaking; `range_of` is given the open of the running hour."""

    candles_path: str
    ticker_path: str
    range_of: Callable[[Query, datetime], Range]
    document: Callable[[Query, Sequence[Candle]], Any]
    ticker: Callable[[str, datetime], Any]


def _whole(query: Query, key: str, otherwise: int) -> int:
    try:
        return int(query.get(key, otherwise))
    except ValueError:
        raise Refused(JSONResponse({"error": f"{key} is not a number"}, 400)) from None


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _unix(candle: Candle) -> int:
    return int(candle.open_time.timestamp())


def _coinbase_range(query: Query, running: datetime) -> Range:
    if query.get("granularity") != "3600" or ("start" in query) != ("end" in query):
        raise Refused(JSONResponse({"message": "Unsupported granularity"}, 400))
    if "start" not in query:
        return Range(running - (COINBASE_ROWS_MAX - 1) * HOUR, running, COINBASE_ROWS_MAX)
    try:
        first, last = (datetime.fromisoformat(query[end]) for end in ("start", "end"))
    except ValueError:
        raise Refused(JSONResponse({"message": "start and end must be ISO 8601"}, 400)) from None
    if (last - first) / HOUR > COINBASE_ROWS_MAX:
        message = (
            "granularity too small for the requested time range."
            f" Count of aggregations requested exceeds {COINBASE_ROWS_MAX}"
        )
        raise Refused(JSONResponse({"message": message}, 400))
    return Range(first, last, COINBASE_ROWS_MAX + 1)


def _coinbase_document(_: Query, candles: Sequence[Candle]) -> str:
    rows = (f"[{_unix(c)},{c.low},{c.high},{c.open},{c.close},{c.volume}]" for c in candles[::-1])
    return f"[{','.join(rows)}]"


def _coinbase_ticker(price: str, now: datetime) -> Any:
    time = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"trade_id": 7, "price": price, "size": "0.01", "time": time, "volume": "9000.1"}


def _kraken_range(query: Query, running: datetime) -> Range:
    if (query.get("pair"), query.get("interval")) != ("XBTUSD", "60"):
        raise Refused(JSONResponse({"error": ["EQuery:Unknown asset pair"]}))
    oldest = running - KRAKEN_ROWS_MAX * HOUR
    since = _instant(_whole(query, "since", 0) + 1)
    return Range(max(oldest, since), running, KRAKEN_ROWS_MAX + 1)


def _kraken_document(_: Query, candles: Sequence[Candle]) -> Any:
    rows = [
        [_unix(c), str(c.open), str(c.high), str(c.low), str(c.close), "1.0", str(c.volume), 9]
        for c in candles
    ]
    last = rows[-2][0] if len(rows) > 1 else 0
    return {"error": [], "result": {"XXBTZUSD": rows, "last": last}}


def _kraken_ticker(price: str, _: datetime) -> Any:
    return {"error": [], "result": {"XXBTZUSD": {"c": [price, "0.01"], "p": [price, price]}}}


def _bitstamp_range(query: Query, running: datetime) -> Range:
    rows = _whole(query, "limit", 0)
    if query.get("step") != "3600" or not 1 <= rows <= OTHERS_ROWS_MAX:
        raise Refused(JSONResponse({"code": "validation-error", "errors": []}, 400))
    if query.get("exclude_current_candle") == "true":
        running -= HOUR
    if "end" in query:  # and then `start` is ignored
        last = min(_instant(_whole(query, "end", 0)), running)
        return Range(last - (rows - 1) * HOUR, last, rows, newest=True)
    if "start" in query:
        # One row before the range comes back too.
        return Range(_instant(_whole(query, "start", 0)) - HOUR, running, rows)
    return Range(running - (rows - 1) * HOUR, running, rows, newest=True)


def _bitstamp_document(_: Query, candles: Sequence[Candle]) -> Any:
    rows = [
        {
            "timestamp": str(_unix(c)),
            **{key: str(getattr(c, key)) for key in ("open", "high", "low", "close", "volume")},
        }
        for c in candles
    ]
    return {"data": {"pair": "BTC/USD", "ohlc": rows}}


def _bitstamp_ticker(price: str, now: datetime) -> Any:
    return {"timestamp": str(int(now.timestamp())), "last": price, "bid": price, "ask": price}


def _binance_range(query: Query, running: datetime) -> Range:
    if query.get("symbol") != "BTCUSDT":
        raise Refused(JSONResponse({"code": -1121, "msg": "Invalid symbol."}, 400))
    rows = min(_whole(query, "limit", BINANCE_ROWS_DEFAULT), OTHERS_ROWS_MAX)
    last = min(running, _instant(_whole(query, "endTime", int(running.timestamp() * 1000)) / 1000))
    if "startTime" not in query:
        return Range(last - (rows - 1) * HOUR, last, rows, newest=True)
    return Range(_instant(_whole(query, "startTime", 0) / 1000), last, rows)


def _binance_document(_: Query, candles: Sequence[Candle]) -> Any:
    return [
        [
            _unix(c) * 1000,
            *(str(getattr(c, key)) for key in ("open", "high", "low", "close", "volume")),
            *(_unix(c) * 1000 + 3_599_999, "1.0", 9, "1.0", "1.0", "0"),
        ]
        for c in candles
    ]


def _binance_ticker(price: str, _: datetime) -> Any:
    return {"symbol": "BTCUSDT", "price": price}


FORMATS: Mapping[str, Format] = {
    "coinbase": Format(
        "/products/BTC-USD/candles",
        "/products/BTC-USD/ticker",
        _coinbase_range,
        _coinbase_document,
        _coinbase_ticker,
    ),
    "kraken": Format(
        "/0/public/OHLC", "/0/public/Ticker", _kraken_range, _kraken_document, _kraken_ticker
    ),
    "bitstamp": Format(
        "/api/v2/ohlc/btcusd/",
        "/api/v2/ticker/btcusd/",
        _bitstamp_range,
        _bitstamp_document,
        _bitstamp_ticker,
    ),
    "binance": Format(
        "/api/v3/klines",
        "/api/v3/ticker/price",
        _binance_range,
        _binance_document,
        _binance_ticker,
    ),
}
