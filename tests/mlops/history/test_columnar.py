"""Parquet files: what their columns must be, and what becomes of wrong rows."""

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from functions.domain.errors import InvalidInput
from mlops.history import columnar
from mlops.history.delimited import ROWS_MAX
from mlops.history.read import read_history

NOW = datetime(2025, 7, 1, tzinfo=UTC)
FIRST = datetime(2025, 6, 1, tzinfo=UTC)
COLUMNS = {"open": 100.5, "high": 110.0, "low": 90.25, "close": 105.0, "volume": 7.5}


def table(rows: int = 6, **columns: Any) -> pl.DataFrame:
    times = [FIRST + timedelta(hours=hour) for hour in range(rows)]
    repeated = {name: [number] * rows for name, number in COLUMNS.items()}
    return pl.DataFrame({"ts": times, **repeated, **columns})


def write(folder: Path, frame: pl.DataFrame) -> Path:
    path = folder / "history.parquet"
    frame.write_parquet(path)
    return path


def test_bad_rows_are_reported_by_row_number_and_the_rest_is_kept(tmp_path: Path) -> None:
    times = [FIRST + timedelta(hours=hour) for hour in (0, 1, 2, 2, 4, 5)]
    frame = table(
        ts=[*times[:5], None],
        open=[100.5, None, 100.5, 100.5, 100.5, 100.5],
        close=[105.0, 105.0, 105.0, 105.0, float("nan"), 105.0],
    )
    history = read_history(write(tmp_path, frame), NOW)
    assert [candle.open_time.hour for candle in history.candles] == [0, 2]
    assert [(row.line, row.reason) for row in history.rejected] == [
        (2, "open is not a number: ''"),
        (4, "duplicate of line 3"),
        (5, "close is not a number: 'NaN'"),
        (6, "time stamp is not ISO 8601"),
    ]
    assert history.rejected[2].text == "2025-06-01T04:00:00+00:00,100.5,110.0,90.25,NaN,7.5"
    assert [(gap.hours, gap.after_line) for gap in history.gaps] == [(1, 1)]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata"])
def test_time_zones_and_units_are_converted_to_utc(tmp_path: Path, unit: Any, zone: str) -> None:
    frame = table().with_columns(pl.col("ts").dt.cast_time_unit(unit).dt.convert_time_zone(zone))
    history = read_history(write(tmp_path, frame), NOW)
    assert [c.open_time for c in history.candles] == [FIRST + timedelta(hours=h) for h in range(6)]
    assert history.candles[0].open_time.tzinfo is UTC


@pytest.mark.parametrize("dtype", [pl.Float32, pl.Float64, pl.Decimal(18, 8), pl.Int32])
def test_numbers_of_any_numeric_type_are_read_as_written(tmp_path: Path, dtype: Any) -> None:
    price = 67123 if dtype == pl.Int32 else Decimal("67123.37")
    frame = table(1, **{name: pl.Series([price]).cast(dtype) for name in COLUMNS})
    (candle,) = read_history(write(tmp_path, frame), NOW).candles
    assert candle.close == candle.volume == (67123 if dtype == pl.Int32 else Decimal("67123.37"))


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (table().with_columns(pl.col("ts").dt.replace_time_zone(None)), "has ts as Datetime"),
        (table().with_columns(pl.col("ts").cast(str)), "has ts as String; make it a Datetime"),
        (table().with_columns(pl.col("low").cast(str)), "has low as String; make it a column of"),
        (table().drop("low"), r"has no column low \(found: ts, open, high, close, volume\)"),
        (table().clear(), "holds no usable row"),
    ],
)
def test_a_wrong_schema_is_refused(tmp_path: Path, frame: pl.DataFrame, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^history\.parquet {sentence}"):
        read_history(write(tmp_path, frame), NOW)


def test_too_many_rows_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar, "ROWS_MAX", 5)
    with pytest.raises(InvalidInput, match="has more than 5 rows"):
        read_history(write(tmp_path, table()), NOW)


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_or_cut_file_never_ends_in_anything_but_a_refusal(
    tmp_path: Path, seed: int
) -> None:
    damage = random.Random(seed)
    content = bytearray(write(tmp_path, table(200)).read_bytes())
    if seed % 3 == 0:
        del content[damage.randrange(4, len(content)) :]
    else:
        for _ in range(8):
            content[damage.randrange(4, len(content))] ^= 1 << damage.randrange(8)
    path = tmp_path / "damaged.parquet"
    path.write_bytes(content)
    try:
        history = read_history(path, NOW)
    except InvalidInput as refusal:
        assert str(refusal).startswith("damaged.parquet ")
    else:
        assert len(history.candles) + len(history.rejected) <= ROWS_MAX


def test_polars_is_not_imported_for_a_file_that_needs_none() -> None:
    program = "import sys, mlops.history.read; assert 'polars' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
