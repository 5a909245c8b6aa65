"""What reading a history file gives: its candles, and an account of everything else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from functions.domain.candle import Candle
from functions.domain.units import HOUR

TEXT_CHARS_MAX = 120


class NumberedCandle(NamedTuple):
    """A candle and the line of the file (Parquet: the row) it was read from."""

    line: int
    candle: Candle


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was put aside: where it stands, why, and what it says.

    `line` counts from 1 and includes the header (Parquet: the row's number). `text` is
    capped and printable, whatever the file holds, so that it is safe on a terminal.
    """

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours without a candle: opens in [start, end), missing after line `after_line`."""

    start: datetime
    end: datetime
    after_line: int

    @property
    def hours(self) -> int:
        """How many candles are missing."""
        missing: timedelta = self.end - self.start
        return missing // HOUR


@dataclass(frozen=True, slots=True)
class History:
    """One history file, read to its end.

    Attributes:
        candles: ascending by open time, one an hour at most, none of the future.
        rejected: the rows put aside, by line.
        gaps: the hours missing between the first candle and the last.
        source_digest: SHA-256 (hex) of the file's bytes as they lie on disk.
    """

    candles: tuple[Candle, ...]
    rejected: tuple[RejectedRow, ...]
    gaps: tuple[Gap, ...]
    source_digest: str


def printable(text: str) -> str:
    r"""A row's text for a report: capped, with what cannot be printed replaced.

    >>> printable("\x1b[31m1,2") == "\ufffd[31m1,2"
    True
    """
    capped = text[:TEXT_CHARS_MAX]
    if not capped.isprintable():
        capped = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in capped)
    return capped if len(text) <= TEXT_CHARS_MAX else capped[:-1] + "…"
