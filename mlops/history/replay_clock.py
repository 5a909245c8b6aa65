"""The clock with which a history is replayed, and how much history that takes."""

from collections.abc import Sequence
from datetime import timedelta

from functions.domain.candle import Candle
from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR, hour_floor
from functions.domain.world import Clock

CAUGHT_UP_BEFORE_END = timedelta(days=14)
REPLAYED = timedelta(days=60)
TRAINING_HOURS_MIN = 24 * 120
SECONDS_PER_HOUR = 5.0


def replay_clock(candles: Sequence[Candle], pace: float) -> Clock:
    """A clock that stands one hour before the 60 days that end 14 days before the last candle.

    In that hour the first model is trained and the slots are announced. Raises InvalidInput
    when there are too few candles.
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
