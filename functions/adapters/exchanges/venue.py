"""A venue behind the exchange port: pages over its history, believes no row unchecked."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from functions.adapters.call_meter import venue_requests
from functions.adapters.exchanges.history import HISTORY_HOURS_MAX
from functions.adapters.exchanges.http import VenueHttp
from functions.adapters.exchanges.wire import Wire, excerpt
from functions.domain.candle import Candle, parse_candle
from functions.domain.errors import InvalidInput, VendorUnavailable
from functions.domain.units import HOUR, hour_floor, parse_instant
from functions.ports.exchange import Quote
from functions.ports.meter import Meter

T = TypeVar("T")

PAGES_MAX = 36
"""Requests a call. Enough for the whole history of the venue with the smallest pages: were
one venue to stop half way, the hours after would have no quorum and stay a gap."""

PAGE_PAUSE_MS = 150
"""Between two pages; the strictest venue allows ten requests a second."""

CALL_TIMEOUT_S = 50
_UNIX_TICKS = re.compile("[0-9]{1,13}")
_UNIX_S_MAX = 10**10
_EPOCH = datetime.fromtimestamp(0, UTC)


class VenueExchange:
    """functions.ports.exchange.Exchange over a venue's public HTTP API."""

    def __init__(
        self,
        wire: Wire,
        http: VenueHttp,
        meter: Meter | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wire = wire
        self._http = http
        self._requests = venue_requests(wire.name, meter, monotonic)

    @property
    def name(self) -> str:
        """The venue's id in the record."""
        return self._wire.name

    @property
    def quote(self) -> str:
        """The currency of its prices."""
        return self._wire.quote

    async def price(self) -> Quote:
        """The newest trade, as the venue's ticker tells it. Raises VendorError."""
        ticker = self._wire.ticker

        def read(document: object) -> Quote:
            text = ticker.price(document)
            # Read as a candle's close would be: the same limits, the same suspicion.
            price = parse_candle(_EPOCH, [text, text, text, text, "0"]).close
            return Quote(self.name, self.quote, price, _ticker_time(ticker.time(document)))

        return await self._ask(ticker.url, ticker.query, read)

    async def closed_candles(
        self, opens_from: datetime, closes_by: datetime, limit: int
    ) -> Sequence[Candle]:
        """Closed candles, oldest first, at most `limit`; from the last `HISTORY_DAYS_MAX` only.

        At most `PAGES_MAX` requests: what is missing then is had by asking from there.
        Raises VendorError; a failing page fails the call.
        """
        last = hour_floor(closes_by) - HOUR
        first = max(_hour_ceil(opens_from), last - (HISTORY_HOURS_MAX - 1) * HOUR)
        candles: list[Candle] = []
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                for number, (page_first, page_last) in enumerate(self._pages(first, last)):
                    if len(candles) >= limit:
                        break
                    if number:
                        await asyncio.sleep(PAGE_PAUSE_MS / 1000)
                    candles += await self._page(page_first, page_last)
        except TimeoutError:
            detail = f"its pages took more than {CALL_TIMEOUT_S} s"
            raise VendorUnavailable(self.name, detail) from None
        return candles[: max(limit, 0)]

    def _pages(self, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Neighbouring ranges of opens, both ends included; empty hours cannot shift them."""
        for _ in range(PAGES_MAX):
            if first > last:
                return
            page_last = min(first + (self._wire.page_hours - 1) * HOUR, last)
            yield first, page_last
            first = page_last + HOUR

    async def _page(self, first: datetime, last: datetime) -> list[Candle]:
        return await self._ask(
            self._wire.url,
            self._wire.query(first, last),
            lambda document: self._candles(self._wire.rows(document), first, last),
        )

    async def _ask(self, url: str, query: Mapping[str, str], read: Callable[[object], T]) -> T:
        """One request, and what is read in its answer."""
        with self._requests.call():
            document = await self._http.document(url, query)
            try:
                return read(document)
            except InvalidInput as error:
                raise VendorUnavailable(self.name, f"answered nonsense: {error}") from error

    def _candles(self, rows: Sequence[object], first: datetime, last: datetime) -> list[Candle]:
        """Candles that open in first..last, ascending; rows outside are nobody's business."""
        found: dict[datetime, Candle] = {}
        for row in rows:
            open_time = _open_time(self._cell(row, 0), self._wire.ticks_per_second)
            if not first <= open_time <= last:
                continue
            if open_time in found:
                raise InvalidInput(f"{open_time:%Y-%m-%dT%H:%MZ} comes twice")
            try:
                fields = [self._cell(row, column) for column in range(1, len(self._wire.columns))]
                found[open_time] = parse_candle(open_time, fields)
            except InvalidInput as error:
                raise InvalidInput(f"{open_time:%Y-%m-%dT%H:%MZ}: {error}") from None
        return [found[open_time] for open_time in sorted(found)]

    def _cell(self, row: object, column: int) -> str:
        place = self._wire.columns[column]
        cell: object = None
        match row, place:
            case list(), int() if place < len(row):
                cell = row[place]
            case dict(), str():
                cell = row.get(place)
        if not isinstance(cell, str):
            raise InvalidInput(f"no number at {place!r} in {excerpt(row)}")
        return cell


def _open_time(text: str, ticks_per_second: int) -> datetime:
    seconds, rest = divmod(int(text), ticks_per_second) if _UNIX_TICKS.fullmatch(text) else (-1, 0)
    if not 0 <= seconds < _UNIX_S_MAX:
        raise InvalidInput(f"not a time in Unix ticks: {excerpt(text)}")
    if rest:
        raise InvalidInput("time stamp is not on the hour")
    return datetime.fromtimestamp(seconds, UTC)


def _ticker_time(text: str | None) -> datetime | None:
    """The ticker's own time, None where it has none that can be read."""
    if text is None:
        return None
    try:
        return _open_time(text, 1) if _UNIX_TICKS.fullmatch(text) else parse_instant(text)
    except (InvalidInput, ValueError):
        return None


def _hour_ceil(instant: datetime) -> datetime:
    floor = hour_floor(instant)
    return floor if floor == instant else floor + HOUR
