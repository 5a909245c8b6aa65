"""A history file of a small synthetic market, and the command that walks through it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from functions.domain.candle import Candle
from functions.domain.units import instant_text
from mlops.backtest import commands
from mlops.cli import main
from tests.fakes.market import market

HOURS = 100 * 24
MISSING = (1000, 1001, 2250)
Run = Callable[..., Path]


def write_history(path: Path, candles: Sequence[Candle]) -> Path:
    """A CSV of candles."""
    rows = [
        f"{instant_text(c.open_time)},{c.open},{c.high},{c.low},{c.close},{c.volume}"
        for c in candles
    ]
    path.write_text("\n".join(["open_time,open,high,low,close,volume", *rows]) + "\n")
    return path


@pytest.fixture(scope="session")
def history_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """100 days of hours from 2024-01-01 on, three of them missing."""
    folder = tmp_path_factory.mktemp("history")
    return write_history(folder / "market.csv", market(HOURS, seed=5, missing=MISSING))


@pytest.fixture
def run(history_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command with a cache folder of its own; gives the file of forecasts."""
    monkeypatch.setattr(commands, "CACHE", tmp_path / "cache")

    def run(*extra: str, out: str = "forecasts.csv", **options: str) -> Path:
        told = {
            "candles": str(history_file), "start": "2024-03-31T12:00", "end": "2024-04-03T00:00Z",
            "model": "log-har", "out": str(tmp_path / out),
        } | options  # fmt: skip
        words = [word for name, value in told.items() for word in (f"--{name}", value)]
        with pytest.raises(SystemExit) as exit_:
            main(["backtest", *words, *extra])
        if exit_.value.code:
            raise SystemExit(exit_.value.code)
        return tmp_path / out

    return run
