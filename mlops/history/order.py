"""Rows in the order of time: which to keep when some stand in the wrong place."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from functions.domain.units import instant_text
from mlops.history.history import NumberedCandle, RejectedRow

OUT_OF_ORDER = "out of order"


def ascending(
    rows: Sequence[NumberedCandle],
) -> tuple[Sequence[NumberedCandle], list[RejectedRow]]:
    """Keep the most rows that ascend in time; the others are duplicates or out of order.

    Keeping the longest ascending run, and not whatever follows the newest time stamp so
    far, means that one stray row far ahead costs one row and not all that come after it.
    Of equal time stamps in a run the first stays.
    """
    if all(a.candle.open_time < b.candle.open_time for a, b in pairwise(rows)):
        return rows, []
    kept = _longest_run(rows)
    line_of = {row.candle.open_time: row.line for row in kept}
    kept_lines = set(line_of.values())
    return kept, [_rejected(row, line_of) for row in rows if row.line not in kept_lines]


def _longest_run(rows: Sequence[NumberedCandle]) -> list[NumberedCandle]:
    """The longest strictly ascending subsequence, by patience sorting: O(n log n)."""
    tail_times: list[datetime] = []  # the earliest open time that ends a run of each length …
    tails: list[int] = []  # … and the index of its row
    before: list[int | None] = []
    for index, row in enumerate(rows):
        open_time = row.candle.open_time
        length = bisect_left(tail_times, open_time)
        before.append(tails[length - 1] if length else None)
        if length == len(tails):
            tail_times.append(open_time)
            tails.append(index)
        elif open_time < tail_times[length]:
            tail_times[length], tails[length] = open_time, index
    run = []
    step: int | None = tails[-1] if tails else None
    while step is not None:
        run.append(rows[step])
        step = before[step]
    return run[::-1]


def _rejected(row: NumberedCandle, line_of: dict[datetime, int]) -> RejectedRow:
    candle = row.candle
    same = line_of.get(candle.open_time)
    reason = OUT_OF_ORDER if same is None else f"duplicate of line {same}"
    numbers = (candle.open, candle.high, candle.low, candle.close, candle.volume)
    text = ",".join([instant_text(candle.open_time), *(f"{number:f}" for number in numbers)])
    return RejectedRow(row.line, reason, text)
