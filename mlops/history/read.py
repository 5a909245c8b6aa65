"""Read a history file of hourly candles: CSV, CSV.gz or Parquet."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from functions.domain.candle import gaps
from functions.domain.errors import InvalidInput
from mlops.history.columnar import columnar_rows
from mlops.history.delimited import delimited_rows, gzip_rows
from mlops.history.history import Gap, History, NumberedCandle, RejectedRow
from mlops.history.order import OUT_OF_ORDER, ascending

FILE_BYTES_MAX = 512 * 1024 * 1024
FIRST_BYTES = {"gzip": b"\x1f\x8b", "Parquet": b"PAR1", "zip": b"PK\x03\x04"}
KINDS = {".csv": None, ".csv.gz": "gzip", ".parquet": "Parquet"}


def read_history(path: Path, now: datetime) -> History:
    """Read all of a history file, or refuse it as a whole.

    The file has a header (or Parquet schema) that names, in any case and order, one of
    ts, open_time, timestamp, time, date (the open time, with a time zone), and open, high,
    low, close (USD) and volume (BTC); further columns are ignored. Rows that are wrong
    are put aside in `History.rejected`; nothing is repaired. A file most of whose rows are
    out of order, such as one that begins with the newest, is refused rather than thinned out.

    Args:
        path: a .csv, .csv.gz or .parquet file.
        now: an instant with a time zone; candles that close later are rejected.

    Raises:
        InvalidInput: one sentence that says what is wrong with the file and what to do.
    """
    if now.tzinfo is None:
        raise ValueError("now carries a time zone")
    kind = next((end for end in KINDS if path.name.lower().endswith(end)), None)
    try:
        path.stat()
        if kind is None:
            raise InvalidInput("is not called .csv, .csv.gz or .parquet; rename it")
        if not path.is_file():  # opening a pipe would wait for ever
            raise InvalidInput("is not a regular file; give a file")
        with path.open("rb") as file:
            _check_file(path, file, KINDS[kind])
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            return _history(_rows(kind, path, file, now), digest)
    except InvalidInput as refusal:
        raise InvalidInput(f"{path.name} {refusal}") from None
    except FileNotFoundError:
        raise InvalidInput(f"there is no file {path}; check the path") from None
    except OSError as failure:
        problem = failure.strerror or type(failure).__name__
        raise InvalidInput(f"{path} cannot be read ({problem}); check the path") from None


def _check_file(path: Path, file: BinaryIO, wanted: str | None) -> None:
    """Refuse what is too big, empty, or not what its name says."""
    if path.stat().st_size > FILE_BYTES_MAX:
        raise InvalidInput(f"is bigger than {FILE_BYTES_MAX} bytes; keep the hours you need")
    first = file.read(4)
    file.seek(0)
    if not first:
        raise InvalidInput("is empty; give one with a header and hourly candles")
    actual = next((name for name, mark in FIRST_BYTES.items() if first.startswith(mark)), None)
    if actual != wanted:
        raise InvalidInput(
            f"is {f'a {actual} file' if actual else f'no {wanted} file'}, "
            "not what its name says; rename or convert it"
        )


def _rows(
    kind: str, path: Path, file: BinaryIO, now: datetime
) -> Iterator[NumberedCandle | RejectedRow]:
    if kind == ".parquet":
        return columnar_rows(path, now)
    return (gzip_rows if kind == ".csv.gz" else delimited_rows)(file, now)


def _history(rows: Iterator[NumberedCandle | RejectedRow], digest: str) -> History:
    judged = list(rows)
    rejected = [row for row in judged if isinstance(row, RejectedRow)]
    kept, misplaced = ascending([row for row in judged if isinstance(row, NumberedCandle)])
    strays = [row for row in misplaced if row.reason == OUT_OF_ORDER]
    if len(strays) > len(kept):
        raise InvalidInput(
            f"is not in order of time (line {strays[0].line}); sort it, oldest first"
        )
    rejected = sorted(rejected + misplaced, key=lambda row: row.line)
    if not kept:
        first = f"line {rejected[0].line}: {rejected[0].reason}" if rejected else "it has none"
        raise InvalidInput(f"holds no usable row ({first}); correct it")
    return History(
        candles=tuple(row.candle for row in kept),
        rejected=tuple(rejected),
        gaps=_gaps(kept),
        source_digest=digest,
    )


def _gaps(kept: Sequence[NumberedCandle]) -> tuple[Gap, ...]:
    line_before = {row.candle.close_time: row.line for row in kept}
    missing = gaps(row.candle for row in kept)
    return tuple(Gap(start, end, line_before[start]) for start, end in missing)
