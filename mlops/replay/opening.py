"""Opening a world: which candles it will see, and from when it issues forecasts."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from functions.adapters.postgres.world_owner import Rejection, WorldOwner
from functions.domain.world import Clock, Mode
from mlops.history.history import Gap
from mlops.history.read import read_history
from mlops.history.replay_clock import replay_clock
from mlops.history.simulate import SIMULATED_FROM, SIMULATED_HOURS, simulate


@dataclass(frozen=True, slots=True)
class Opening:
    """What was imported into a world when it was opened."""

    candles: int
    rejected: tuple[Rejection, ...]
    gaps: tuple[Gap, ...]
    clock: Clock


def open_replay(owner: WorldOwner, source: str, path: Path, now: datetime, pace: float) -> Opening:
    """Open a replay of a history file, in one transaction.

    Raises InvalidInput when the file is unusable or too short.
    """
    history = read_history(path, now)
    rejected = tuple(Rejection(row.line, row.reason, row.text) for row in history.rejected)
    clock = replay_clock(history.candles, pace)
    owner.open(Mode.REPLAY, source, clock, history.candles, rejected)
    return Opening(len(history.candles), rejected, history.gaps, clock)


def open_simulation(owner: WorldOwner, source: str, seed: int, pace: float) -> Opening:
    """Open the simulated market of a seed."""
    candles = simulate(seed, SIMULATED_HOURS, SIMULATED_FROM)
    clock = replay_clock(candles, pace)
    owner.open(Mode.SIMULATED, source, clock, candles)
    return Opening(len(candles), (), (), clock)
