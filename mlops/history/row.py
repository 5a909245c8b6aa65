"""One row of a history file: a candle, or the reason why it is none."""

from collections.abc import Sequence
from datetime import UTC, datetime

from functions.domain.candle import parse_candle
from functions.domain.errors import InvalidInput
from mlops.history.history import NumberedCandle, RejectedRow, printable

TIME_COLUMNS = ("ts", "open_time", "timestamp", "time", "date")
NUMBER_COLUMNS = ("open", "high", "low", "close", "volume")


def read_row(
    line: int, open_time: datetime | None, fields: Sequence[str], text: str, now: datetime
) -> NumberedCandle | RejectedRow:
    """Judge one row; `open_time` is None where the file's time stamp names no instant.

    Args:
        line: where the row stands in the file.
        open_time: the row's time stamp, in any time zone or (to be rejected) in none.
        fields: open, high, low, close and volume as text.
        text: the row as it stands in the file, for the report.
        now: a candle that closes later than this is not history.
    """
    if open_time is None:
        return RejectedRow(line, "time stamp is not ISO 8601", printable(text))
    try:
        if open_time.tzinfo is not None:
            open_time = open_time.astimezone(UTC)
        candle = parse_candle(open_time, fields)
        if candle.close_time > now:
            return RejectedRow(line, "closes in the future", printable(text))
    except InvalidInput as refusal:
        return RejectedRow(line, str(refusal), printable(text))
    except ArithmeticError:
        # An exponent beyond decimal's own range, or a date that no UTC instant has.
        return RejectedRow(line, "a number or date is out of range", printable(text))
    return NumberedCandle(line, candle)


def column_indexes(names: Sequence[str]) -> tuple[int, ...]:
    """Where the time stamp and the five numbers stand; names are compared without case.

    Raises InvalidInput (no file name in it) when a column is missing or named twice.
    """
    lowered = [name.strip().lower() for name in names]
    present = printable(", ".join(names)) or "nothing"
    indexes = []
    for wanted in (TIME_COLUMNS, *((name,) for name in NUMBER_COLUMNS)):
        found = [index for index, name in enumerate(lowered) if name in wanted]
        label = " or ".join(wanted)
        if not found:
            raise InvalidInput(f"has no column {label} (found: {present}); add or rename it")
        if len(found) > 1:
            raise InvalidInput(f"has {len(found)} columns called {label}; keep one")
        indexes.append(found[0])
    return tuple(indexes)
