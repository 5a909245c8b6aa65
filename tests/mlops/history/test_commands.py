"""`candor data check` refuses what a replay would refuse."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.domain.units import HOUR
from mlops.cli import main
from mlops.history.replay_clock import CAUGHT_UP_BEFORE_END, REPLAYED, TRAINING_HOURS_MIN

START = datetime(2024, 1, 1, tzinfo=UTC)
ENOUGH = TRAINING_HOURS_MIN + int((REPLAYED + CAUGHT_UP_BEFORE_END) / HOUR)


def history(folder: Path, hours: int) -> Path:
    """A file of so many flat hours."""
    rows = [f"{(START + hour * HOUR).isoformat()},9,9,9,9,1" for hour in range(hours)]
    path = folder / "candles.csv"
    path.write_text("\n".join(["ts,open,high,low,close,volume", *rows]) + "\n")
    return path


def check(path: Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["data", "check", str(path)])
    return int(ended.value.code or 0)


def test_a_file_that_is_too_short_is_told_how_many_hours_a_replay_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(history(tmp_path, 100)) == 1
    said = capsys.readouterr()
    assert said.out.startswith("100 candles from 2024-01-01 00:00")
    assert f"has 100 usable hours; a replay needs about {ENOUGH}" in said.err


def test_what_it_asks_for_is_enough(tmp_path: Path) -> None:
    assert check(history(tmp_path, ENOUGH + 1)) == 0


def test_a_file_that_is_not_there_is_said_to_be_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path / "nowhere") == 1
    assert (
        capsys.readouterr().err == f"Error: there is no file {tmp_path}/nowhere; check the path\n"
    )
