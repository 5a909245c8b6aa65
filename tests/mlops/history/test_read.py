"""What a history file may hold, and what becomes of each kind of wrong row."""

import gzip
import hashlib
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.domain.candle import Candle, gaps
from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR, instant_text
from mlops.history.history import Gap, RejectedRow
from mlops.history.read import read_history

NOW = datetime(2025, 7, 1, tzinfo=UTC)
FIRST = datetime(2025, 6, 1, tzinfo=UTC)
HEADER = "ts,open,high,low,close,volume"
GOOD = [f"2025-06-01T{hour:02d}:00:00Z,100.5,110,90.25,105,7.5" for hour in range(6)]
REAL_DIGEST = "f1cecbd1829229f2f8092710fbebb971ff403b1ef567f883dce4c989f83d7ea9"

repeated_files = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def write(folder: Path, *lines: str) -> Path:
    path = folder / "history.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@st.composite
def series(draw: st.DrawFn) -> list[Candle]:
    """Ascending candles with gaps, whose numbers also exist as 64-bit floats."""
    prices = st.integers(1, 10**8).map(lambda cents: Decimal(cents) / 100)
    hours = sorted(draw(st.sets(st.integers(0, 600), min_size=1, max_size=30)))
    candles = []
    for hour in hours:
        low, first, second, high = sorted(draw(st.tuples(prices, prices, prices, prices)))
        volume = Decimal(draw(st.integers(0, 10**12))) / 10**6
        candles.append(Candle(FIRST + HOUR * hour, first, high, low, second, volume))
    return candles


def csv_lines(candles: list[Candle]) -> list[str]:
    return [
        f"{instant_text(c.open_time)},{c.open},{c.high},{c.low},{c.close},{c.volume}"
        for c in candles
    ]


def write_plain(folder: Path, candles: list[Candle]) -> Path:
    return write(folder, HEADER, *csv_lines(candles))


def write_gzip(folder: Path, candles: list[Candle]) -> Path:
    path = folder / "history.csv.gz"
    path.write_bytes(gzip.compress("\r\n".join([HEADER, *csv_lines(candles)]).encode()))
    return path


def write_parquet(folder: Path, candles: list[Candle]) -> Path:
    path = folder / "history.parquet"
    names = ("open", "high", "low", "close", "volume")
    columns = {name: [float(getattr(c, name)) for c in candles] for name in names}
    pl.DataFrame({"ts": [c.open_time for c in candles], **columns}).write_parquet(path)
    return path


@pytest.mark.parametrize("writer", [write_plain, write_gzip, write_parquet])
@repeated_files
@given(candles=series())
def test_candles_read_back_equal_from_every_format(
    tmp_path: Path, writer: Callable[[Path, list[Candle]], Path], candles: list[Candle]
) -> None:
    path = writer(tmp_path, candles)
    history = read_history(path, NOW)
    assert history.candles == tuple(candles)
    assert history.rejected == ()
    assert [(gap.start, gap.end) for gap in history.gaps] == gaps(candles)
    assert history.source_digest == hashlib.sha256(path.read_bytes()).hexdigest()


@repeated_files
@given(candles=series(), seed=st.integers(0, 2**32), extra=st.integers(0, 20))
def test_a_shuffled_file_is_refused_or_each_row_kept_in_order_or_reported(
    tmp_path: Path, candles: list[Candle], seed: int, extra: int
) -> None:
    shuffled = random.Random(seed)
    rows = csv_lines(candles) + shuffled.choices(csv_lines(candles), k=extra)
    shuffled.shuffle(rows)
    path = write(tmp_path, HEADER, *rows)
    try:
        history = read_history(path, NOW)
    except InvalidInput as refusal:
        assert "is not in order of time" in str(refusal)
        return
    times = [candle.open_time for candle in history.candles]
    assert times == sorted(set(times))
    assert set(history.candles) <= set(candles)
    assert len(times) + len(history.rejected) == len(rows)
    lines = [row.line for row in history.rejected]
    assert lines == sorted(set(lines))


@repeated_files
@given(
    junk=st.lists(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode))),
    mark=st.sampled_from([b"", b"\x1f\x8b", b"PAR1", HEADER.encode() + b"\n"]),
)
def test_junk_lines_never_take_a_good_row_with_them(
    tmp_path: Path, junk: list[bytes], mark: bytes
) -> None:
    lines = [line for line in junk if b"\n" not in line]
    path = tmp_path / "history.csv"
    path.write_bytes(b"\n".join([HEADER.encode(), *lines, mark, GOOD[0].encode()]))
    history = read_history(path, NOW)
    assert len(history.candles) == 1
    assert all(row.text.isprintable() for row in history.rejected)


BAD_ROWS = {
    "2025-06-01T02:00:00Z,abc,110,90,105,7": "open is not a number: 'abc'",
    "2025-06-01T02:00:00Z,100,110,90,,7": "close is not a number: ''",
    "2025-06-01T02:00:00Z,100,110,90,NaN,7": "close is not a number: 'NaN'",
    "2025-06-01T02:00:00Z,100,inf,90,105,7": "high is not a number: 'inf'",
    "2025-06-01T02:00:00Z,100,1e12,90,105,7": "high is beyond 1e+9: '1e12'",
    "2025-06-01T02:00:00Z,100,1e999999999,90,105,7": "high is not a number: '1e999999999'",
    "2025-06-01T02:00:00Z,100,90,110,105,7": "low is above high",
    "2025-06-01T02:00:00Z,120,110,90,105,7": "open is outside low..high",
    "2025-06-01T02:00:00Z,100,110,90,80,7": "close is outside low..high",
    "2025-06-01T02:00:00Z,100,110,0,105,7": "low is not above zero",
    "2025-06-01T02:00:00Z,100,110,90,105,-1": "volume is negative",
    "2025-06-01T02:00:00,100,110,90,105,7": "time stamp has no time zone",
    "2025-06-01,100,110,90,105,7": "time stamp has no time zone",
    "2025-06-01T02:30:00Z,100,110,90,105,7": "time stamp is not on the hour",
    "0001-01-01T00:00:00+02:00,100,110,90,105,7": "a number or date is out of range",
    "1748743200,100,110,90,105,7": "time stamp is not ISO 8601",
    "yesterday,100,110,90,105,7": "time stamp is not ISO 8601",
    "2025-06-01T02:00:00Z,100,110,90,105": "has 5 fields, not 6",
    "2025-06-01T02:00:00Z,100,110,90,105,7,8": "has 7 fields, not 6",
    '"2025-06-01T02:00:00Z,100,110,90,105,7': "has quotes; write fields without them",
    "2025-07-01T00:00:00Z,100,110,90,105,7": "closes in the future",
    "2025-06-01T00:00:00Z,100,110,90,105,7": "duplicate of line 2",
    "2025-06-01T03:00:00+02:00,100,110,90,105,7": "duplicate of line 3",
    "2025-05-31T00:00:00Z,100,110,90,105,7": "out of order",
    "2025-06-20T00:00:00Z,100,110,90,105,7": "out of order",
}


@pytest.mark.parametrize("bad", BAD_ROWS)
def test_a_bad_row_is_reported_with_its_line_and_reason_and_the_rest_is_kept(
    tmp_path: Path, bad: str
) -> None:
    history = read_history(write(tmp_path, HEADER, *GOOD[:2], bad, *GOOD[3:]), NOW)
    (rejected,) = history.rejected
    assert (rejected.line, rejected.reason) == (4, BAD_ROWS[bad])
    assert [candle.open_time.hour for candle in history.candles] == [0, 1, 3, 4, 5]
    assert history.gaps == (Gap(FIRST + 2 * HOUR, FIRST + 3 * HOUR, after_line=3),)
    assert history.gaps[0].hours == 1


def test_bytes_that_are_no_text_and_lines_without_end_are_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    endless = b"2" * 20_000
    path.write_bytes(b"\n".join([HEADER.encode(), b"\xff\xfe\x00", endless, GOOD[0].encode()]))
    history = read_history(path, NOW)
    assert [(row.line, row.reason) for row in history.rejected] == [
        (2, "is not UTF-8 text"),
        (3, "line is longer than 4096 bytes"),
    ]
    assert [len(row.text) for row in history.rejected] == [3, 120]
    assert len(history.candles) == 1


def test_a_row_far_ahead_costs_itself_and_not_the_rows_after_it(tmp_path: Path) -> None:
    ahead = GOOD[5].replace("2025-06-01", "2025-06-20")
    history = read_history(write(tmp_path, HEADER, ahead, *GOOD), NOW)
    assert len(history.candles) == 6
    assert [(row.line, row.reason) for row in history.rejected] == [(2, "out of order")]


def test_of_two_rows_for_an_hour_the_first_stays(tmp_path: Path) -> None:
    other = GOOD[1].replace("105", "106")
    history = read_history(write(tmp_path, HEADER, *GOOD[:2], other, GOOD[2]), NOW)
    assert history.candles[1].close == 105
    assert history.rejected == (
        RejectedRow(4, "duplicate of line 3", "2025-06-01T01:00:00Z,100.5,110,90.25,106,7.5"),
    )


def test_columns_are_found_by_name_in_any_order_and_case(tmp_path: Path) -> None:
    header = "\ufeffSymbol,Close,LOW,high,Open,Volume,Open_Time"
    row = "BTC,105,90.25,110,100.5,7.5,2025-06-01T02:00:00+02:00"
    history = read_history(write(tmp_path, header, row, "", ""), NOW)
    numbers = [Decimal(number) for number in ("100.5", "110", "90.25", "105", "7.5")]
    assert history.candles == (Candle(FIRST, *numbers),)


def test_a_candle_that_closes_now_is_history_and_one_that_closes_later_is_not(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, HEADER, *GOOD)
    assert len(read_history(path, FIRST + 6 * HOUR).candles) == 6
    assert len(read_history(path, FIRST + 6 * HOUR - timedelta(seconds=1)).candles) == 5


def test_the_real_history_is_read_whole() -> None:
    path = Path(os.environ.get("CANDOR_HISTORY", ""))
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != REAL_DIGEST:
        pytest.skip("CANDOR_HISTORY does not name the real history these numbers belong to")
    history = read_history(path, datetime(2025, 8, 1, tzinfo=UTC))
    assert len(history.candles) == 69_612
    assert len(history.gaps) == 28
    assert sum(gap.hours for gap in history.gaps) == 128
    assert history.rejected == ()
    assert history.candles[0].open_time == datetime(2017, 8, 17, 4, tzinfo=UTC)
    assert history.candles[-1].close_time == datetime(2025, 8, 1, tzinfo=UTC)
