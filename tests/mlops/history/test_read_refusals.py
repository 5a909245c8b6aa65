"""Files that are refused as a whole, each with one sentence that says what to do."""

import gzip
import os
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.history import delimited, read
from mlops.history.read import read_history

NOW = datetime(2025, 7, 1, tzinfo=UTC)
HEADER = b"ts,open,high,low,close,volume\n"
ROW = b"2025-06-01T00:00:00Z,100.5,110,90.25,105,7.5\n"
TIME_NAMES = "ts or open_time or timestamp or time or date"

REFUSED = {
    "empty.csv": (b"", "is empty; give one with a header and hourly candles"),
    "empty.csv.gz": (b"", "is empty; give one with a header and hourly candles"),
    "nothing.csv.gz": (gzip.compress(b""), "is empty; give one with a header and hourly"),
    "header.csv": (HEADER, "holds no usable row (it has none); correct it"),
    "bad.csv": (
        HEADER + ROW.replace(b"Z", b""),
        "holds no usable row (line 2: time stamp has no time zone); correct it",
    ),
    "headless.csv": (ROW, f"has no column {TIME_NAMES} (found: 2025-06-01T00:00:00Z, 100.5,"),
    "few.csv": (b"ts,open,high,low,close\n", "has no column volume (found: ts, open, high, low"),
    "semicolon.csv": (HEADER.replace(b",", b";"), f"has no column {TIME_NAMES} (found: ts;open"),
    "twice.csv": (b"date," + HEADER, f"has 2 columns called {TIME_NAMES}; keep one"),
    "utf16.csv": (HEADER.decode().encode("utf-16"), "does not begin with a line of UTF-8 text"),
    "zeros.csv": (bytes(9000), "does not begin with a line of UTF-8 text; save it as UTF-8 CSV"),
    "tar.csv.gz": (gzip.compress(bytes(9000)), "does not begin with a line of UTF-8 text"),
    "packed.csv": (gzip.compress(HEADER + ROW), "is a gzip file, not what its name says"),
    "sheet.csv": (b"PK\x03\x04 and so on", "is a zip file, not what its name says"),
    "table.csv": (b"PAR1 and so on", "is a Parquet file, not what its name says"),
    "plain.csv.gz": (HEADER + ROW, "is no gzip file, not what its name says"),
    "plain.parquet": (HEADER + ROW, "is no Parquet file, not what its name says"),
    "stub.parquet": (b"PAR1PAR1", "is damaged or no Parquet file; export it again"),
    "cut.csv.gz": (
        gzip.compress(HEADER + ROW)[:-12],
        "ends in the middle of its gzip stream; fetch it again",
    ),
    "hurt.csv.gz": (
        gzip.compress(HEADER + ROW)[:-8] + bytes(8),
        "is damaged inside its gzip stream; fetch it again",
    ),
    "candles.xlsx": (HEADER + ROW, "is not called .csv, .csv.gz or .parquet; rename it"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, sentence = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as refusal:
        read_history(path, NOW)
    assert str(refusal.value).startswith(f"{name} {sentence}")
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 300


def test_a_file_that_begins_with_the_newest_row_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newest.csv"
    path.write_bytes(HEADER + b"".join(ROW.replace(b"T00", b"T0%d" % h) for h in (5, 4, 3, 2)))
    with pytest.raises(InvalidInput, match=r"not in order of time \(line 2\); sort it"):
        read_history(path, NOW)


def test_a_missing_file_a_folder_and_a_pipe_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"there is no file .*gone\.csv; check the path"):
        read_history(tmp_path / "gone.csv", NOW)
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("folder.csv", "pipe.csv"):
        with pytest.raises(InvalidInput, match=rf"{name} is not a regular file"):
            read_history(tmp_path / name, NOW)


def test_an_instant_without_a_time_zone_is_the_callers_error(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_bytes(HEADER + ROW)
    with pytest.raises(ValueError, match="time zone"):
        read_history(path, datetime(2025, 7, 1))


def test_a_small_file_that_unpacks_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "UNPACKED_BYTES_MAX", 1_000_000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(HEADER + bytes(1_100_000)))
    assert path.stat().st_size < 5_000
    with pytest.raises(InvalidInput, match="unpacks to more than 1000000 bytes"):
        read_history(path, NOW)


def test_too_many_rows_and_too_many_bytes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(HEADER + ROW + b"\n" * 10)
    monkeypatch.setattr(delimited, "ROWS_MAX", 10)
    with pytest.raises(InvalidInput, match="has more than 10 rows"):
        read_history(path, NOW)
    monkeypatch.setattr(delimited, "ROWS_MAX", 11)
    assert len(read_history(path, NOW).candles) == 1
    monkeypatch.setattr(read, "FILE_BYTES_MAX", 50)
    with pytest.raises(InvalidInput, match="is bigger than 50 bytes"):
        read_history(path, NOW)


@pytest.mark.parametrize("seed", range(60))
def test_any_damage_to_a_packed_file_is_refused_or_leaves_it_whole(
    tmp_path: Path, seed: int
) -> None:
    damage = random.Random(seed)
    rows = b"".join(
        b"2025-06-%02dT%02d:00:00Z,100,110,90,%d,7\n" % (1 + hour // 24, hour % 24, 90 + hour % 20)
        for hour in range(200)
    )
    packed = bytearray(gzip.compress(HEADER + rows, mtime=0))
    packed[damage.randrange(len(packed))] ^= 1 << damage.randrange(8)
    path = tmp_path / "history.csv.gz"
    path.write_bytes(packed)
    try:
        history = read_history(path, NOW)
    except InvalidInput:
        return
    assert (len(history.candles), history.rejected) == (200, ())
