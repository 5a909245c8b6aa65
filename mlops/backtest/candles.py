"""Candles of one or several history files: an hour in more than one is settled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from functions.domain.candle import Candle
from functions.domain.settlement import Settlement
from functions.domain.venue_consensus import median_candle
from mlops.history.history import History
from mlops.history.read import read_history
from mlops.terminal import Terminal
from mlops.training.dataset import Dataset

REJECTED_SHOWN_MAX = 5


def read_candles(paths: Sequence[Path], now: datetime, terminal: Terminal) -> Dataset:
    """The candles of all files, ascending; rows that are wrong are named and left out.

    Raises InvalidInput for a file that cannot be used at all.
    """
    histories = {str(path): read_history(path, now) for path in paths}
    for path, history in histories.items():
        _say_rejected(terminal, Path(path).name, history)
    if len(histories) == 1:
        [history] = histories.values()
        return Dataset.from_candles(history.candles)
    return Dataset.from_candles(
        settled({path: history.candles for path, history in histories.items()})
    )


def settled(files: Mapping[str, Sequence[Candle]]) -> list[Candle]:
    """One candle an hour, by the rule that settles venues (functions.domain.settlement).

    Files do not say what currency they quote, so that none is converted; where the rule
    finds no agreement, the field-wise median of all files stands.
    """
    observed = {
        name: {candle.open_time: candle for candle in candles} for name, candles in files.items()
    }
    rule = Settlement(observed, pegged=(), quorum=1)
    found = []
    for hour in sorted(set().union(*observed.values())):
        said = [candles[hour] for candles in observed.values() if hour in candles]
        consensus = rule.settle(hour).consensus if len(said) > 1 else None
        found.append(consensus.candle if consensus else median_candle(said))
    return found


def _say_rejected(terminal: Terminal, name: str, history: History) -> None:
    for row in history.rejected[:REJECTED_SHOWN_MAX]:
        terminal.say(f"  {name} line {row.line} is left out: {row.reason}: {row.text}")
    more = len(history.rejected) - REJECTED_SHOWN_MAX
    if more > 0:
        terminal.say(f"  {name}: {more} more rows are left out; `candor data check` lists them all")
