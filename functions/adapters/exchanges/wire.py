"""What differs between venues: where to ask, how to ask, where the rows and columns are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

EXCERPT_CHARS_MAX = 200


@dataclass(frozen=True, slots=True)
class Wire:
    """One venue's way of speaking; everything else about venues is the same.

    `query` gives the parameters for hours that open in first..last (both included, at most
    `page_hours` of them). `rows` finds the rows in a JSON document whose numbers are text;
    it raises InvalidInput for an unknown shape and VendorError for the venue's own refusal.
    `columns` are the index or key of time (Unix seconds), open, high, low, close, volume.
    """

    name: str
    url: str
    page_hours: int
    columns: tuple[int | str, ...]
    query: Callable[[datetime, datetime], Mapping[str, str]]
    rows: Callable[[object], list[object]]


def excerpt(document: object) -> str:
    """The beginning of what a venue said, on one line, for an error's reason."""
    return repr(document)[:EXCERPT_CHARS_MAX]


def unix_s(instant: datetime) -> int:
    """Whole Unix seconds."""
    return int(instant.timestamp())
