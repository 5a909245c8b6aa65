"""Kraken: rows of strings under the pair's other name, the running hour always last.

Only the newest hours exist, whatever `since` says, so one page is all there is. Refusals
come with HTTP 200 and a list of codes. Source: Kraken REST, "Get OHLC Data".
"""

from datetime import datetime

from functions.adapters.exchanges.history import HISTORY_HOURS_MAX
from functions.adapters.exchanges.wire import Ticker, Wire, excerpt, unix_s
from functions.domain.errors import InvalidInput, VendorRejected, VendorUnavailable

NAME = "kraken"
# Asked for XBTUSD, it answers XXBTZUSD; the other spellings are the ones it calls the pair by.
PAIR_KEYS = frozenset({"XXBTZUSD", "XBTUSD", "XBT/USD", "BTC/USD"})
HOURS_MAX = 720
"""It tells no older hour, whatever it is asked."""
PASSING_FAILURES = ("EService:", "EAPI:Rate limit", "EGeneral:Too many requests", "EGeneral:Temp")


def _query(first: datetime, _last: datetime) -> dict[str, str]:
    # One second earlier, so that it does not matter whether `since` itself is included.
    return {"pair": "XBTUSD", "interval": "60", "since": str(unix_s(first) - 1)}


def _rows(document: object) -> list[object]:
    rows = _of_the_pair(document)
    if isinstance(rows, list):
        return rows
    raise InvalidInput(f"no candles where they should be: {excerpt(document)}")


def _price(document: object) -> str:
    match _of_the_pair(document):
        case {"c": [str(price), *_]}:  # the last trade's price and its lot
            return price
    raise InvalidInput(f"no price where it should be: {excerpt(document)}")


def _of_the_pair(document: object) -> object:
    match document:
        case {"error": [_, *_] as errors}:
            _refuse(errors)
        case {"error": [], "result": dict(result)}:
            keys = [key for key in result if key != "last"]
            if len(keys) != 1 or keys[0] not in PAIR_KEYS:
                raise InvalidInput(f"not the pair asked for: {excerpt(keys)}")
            return result[keys[0]]
    return None


def _refuse(errors: list[object]) -> None:
    said = f"refused: {excerpt(errors)}"
    if any(isinstance(error, str) and error.startswith(PASSING_FAILURES) for error in errors):
        raise VendorUnavailable(NAME, said)
    raise VendorRejected(NAME, said)


KRAKEN = Wire(
    name=NAME,
    quote="USD",
    url="https://api.kraken.com/0/public/OHLC",
    page_hours=HISTORY_HOURS_MAX,
    columns=(0, 1, 2, 3, 4, 6),  # 5 is the volume-weighted average price
    query=_query,
    rows=_rows,
    ticker=Ticker(
        url="https://api.kraken.com/0/public/Ticker", query={"pair": "XBTUSD"}, price=_price
    ),
)
