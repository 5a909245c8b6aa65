"""`candor data check`."""

from pathlib import Path

import typer

from functions.adapters.system import SystemClock
from mlops.history.read import read_history
from mlops.history.replay_clock import SECONDS_PER_HOUR, replay_clock
from mlops.terminal import Terminal


def check(
    path: Path = typer.Argument(..., help="CSV, CSV.gz or Parquet of hourly candles."),
) -> None:
    """Read a history file and report every row that would be put aside, and every gap.

    Exit code 1 where `make up` would refuse it: unreadable, or too short to replay.
    """
    terminal = Terminal()
    history = read_history(path, SystemClock().now())
    for row in history.rejected:
        terminal.say(f"line {row.line}: {row.reason}: {row.text}")
    for gap in history.gaps:
        terminal.say(
            f"gap after line {gap.after_line}: {gap.hours} h from {gap.start:%Y-%m-%d %H:00}"
        )
    first, last = history.candles[0].open_time, history.candles[-1].close_time
    terminal.say(
        f"{len(history.candles)} candles from {first:%Y-%m-%d %H:00} to {last:%Y-%m-%d %H:00} UTC;"
        f" {len(history.rejected)} rows put aside, {len(history.gaps)} gaps"
    )
    replay_clock(history.candles, SECONDS_PER_HOUR)
