"""What differs between venues: where to ask, how to ask, where the rows and columns are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

EXCERPT_CHARS_MAX = 200


@dataclass(frozen=True, slots=True)
class Ticker:
    """Where a venue tells its newest price, and how to find it in the document.

    `price` and `time` (RFC 3339 or Unix seconds; None where the venue gives none) take a
    JSON document whose numbers are text; they raise as `Wire.rows` does.
    """

    url: str
    query: Mapping[str, str]
    price: Callable[[object], str]
    time: Callable[[object], str | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Wire:
    """One venue's way of speaking; everything else about venues is the same.

    `query` gives the parameters for hours that open in first..last (both included, at most
    `page_hours` of them). `rows` finds the rows in a JSON document whose numbers are text;
    it raises InvalidInput for an unknown shape and VendorError for the venue's own refusal.
    `columns` are the index or key of time (Unix time, `ticks_per_second`), open, high, low,
    close, volume. `quote` is the currency of its prices.
    """

    name: str
    quote: str
    url: str
    page_hours: int
    columns: tuple[int | str, ...]
    query: Callable[[datetime, datetime], Mapping[str, str]]
    rows: Callable[[object], list[object]]
    ticker: Ticker
    ticks_per_second: int = 1


def excerpt(document: object) -> str:
    """The beginning of what a venue said, on one line, for an error's reason."""
    return repr(document)[:EXCERPT_CHARS_MAX]


def unix_s(instant: datetime) -> int:
    """Whole Unix seconds."""
    return int(instant.timestamp())
