"""Rows of a comma-separated file, plain or gzip-compressed, one line at a time."""

import gzip
import io
import zlib
from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter
from typing import BinaryIO

from functions.domain.errors import InvalidInput
from mlops.history.history import NumberedCandle, RejectedRow, printable
from mlops.history.row import column_indexes, read_row

UNPACKED_BYTES_MAX = 512 * 1024 * 1024
LINE_BYTES_MAX = 4096
ROWS_MAX = 500_000  # 57 years of hours
UTF8_MARK = b"\xef\xbb\xbf"


def delimited_rows(file: BinaryIO, now: datetime) -> Iterator[NumberedCandle | RejectedRow]:
    """Judge every line below the header; blank lines hold nothing and are passed over.

    Fields are split at commas and nothing else: with quoting, one stray quote would
    swallow the rows after it.

    Raises InvalidInput (no file name in it) when the header is wrong or the file too big.
    """
    lines = _lines(file)
    header = next(lines, (0, b""))[1].removeprefix(UTF8_MARK)
    if not header:
        raise InvalidInput("is empty; give one with a header and hourly candles")
    if len(header) > LINE_BYTES_MAX or b"\0" in header or (names := _text(header)) is None:
        raise InvalidInput("does not begin with a line of UTF-8 text; save it as UTF-8 CSV")
    columns = names.split(",")
    time_index, *number_indexes = column_indexes(columns)
    numbers = itemgetter(*number_indexes)
    for line, raw in lines:
        if len(raw) > LINE_BYTES_MAX:
            yield _rejected(line, f"line is longer than {LINE_BYTES_MAX} bytes", raw)
        elif (text := _text(raw)) is None:
            yield _rejected(line, "is not UTF-8 text", raw)
        elif not text:
            continue
        elif '"' in text:
            yield _rejected(line, "has quotes; write fields without them", raw)
        elif len(fields := text.split(",")) != len(columns):
            yield _rejected(line, f"has {len(fields)} fields, not {len(columns)}", raw)
        else:
            yield read_row(line, _instant(fields[time_index]), numbers(fields), text, now)


def gzip_rows(file: BinaryIO, now: datetime) -> Iterator[NumberedCandle | RejectedRow]:
    """The same for gzip-compressed lines; InvalidInput also when the stream is broken."""
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield from delimited_rows(io.BufferedReader(unpacked), now)
    except EOFError:
        raise InvalidInput("ends in the middle of its gzip stream; fetch it again") from None
    except (gzip.BadGzipFile, zlib.error):
        raise InvalidInput("is damaged inside its gzip stream; fetch it again") from None


def _lines(file: BinaryIO | io.BufferedReader) -> Iterator[tuple[int, bytes]]:
    """Numbered lines without their end; of a line too long only the beginning."""
    line = unpacked_bytes = 0
    while raw := file.readline(LINE_BYTES_MAX + 2):
        line += 1
        if line > ROWS_MAX + 1:
            raise InvalidInput(f"has more than {ROWS_MAX} rows; keep the hours you need")
        piece = raw
        while True:
            unpacked_bytes += len(piece)
            if unpacked_bytes > UNPACKED_BYTES_MAX:
                raise InvalidInput(f"unpacks to more than {UNPACKED_BYTES_MAX} bytes; shorten it")
            if piece.endswith(b"\n") or not piece:
                break
            piece = file.readline(LINE_BYTES_MAX + 2)
        yield line, raw.removesuffix(b"\n").removesuffix(b"\r")


def _text(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rejected(line: int, reason: str, raw: bytes) -> RejectedRow:
    return RejectedRow(line, reason, printable(raw.decode(errors="replace")))
