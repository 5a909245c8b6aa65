"""Opening a world: which candles it will see, and from when it issues forecasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from functions.adapters.postgres.world_owner import Rejection, WorldOwner
from functions.domain.candle import Candle
from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR, hour_floor
from functions.domain.world import Clock, Mode
from mlops.history.history import Gap
from mlops.history.read import read_history
from mlops.history.simulate import SIMULATED_FROM, SIMULATED_HOURS, simulate

CAUGHT_UP_BEFORE_END = timedelta(days=14)
REPLAYED = timedelta(days=60)
TRAINING_HOURS_MIN = 24 * 120
SECONDS_PER_HOUR = 5.0


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


def replay_clock(candles: Sequence[Candle], pace: float) -> Clock:
    """A clock that stands one hour before the 60 days that end 14 days before the last candle.

    In that hour the first model is trained and the slots are announced.
    """
    ends_at = candles[-1].close_time
    caught_up_at = hour_floor(ends_at - CAUGHT_UP_BEFORE_END)
    starts_at = caught_up_at - REPLAYED
    before = sum(1 for candle in candles if candle.close_time < starts_at)
    if before < TRAINING_HOURS_MIN:
        needed = TRAINING_HOURS_MIN + int((ends_at - starts_at) / HOUR)
        raise InvalidInput(
            f"the history has {len(candles)} usable hours; a replay needs about {needed}:"
            f" {TRAINING_HOURS_MIN} to train on, 60 days to replay and 14 days to watch"
        )
    return Clock(
        now=starts_at - HOUR,
        starts_at=starts_at,
        caught_up_at=caught_up_at,
        ends_at=ends_at,
        seconds_per_hour=pace,
    )
