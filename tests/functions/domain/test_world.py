"""A world's clock is live, or somewhere between preparation and the end of its candles."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.domain.units import HOUR
from functions.domain.world import Clock, ClockState

START = datetime(2025, 5, 1, tzinfo=UTC)
CAUGHT_UP = START + 60 * 24 * HOUR
END = CAUGHT_UP + 14 * 24 * HOUR
INSTANT = timedelta(microseconds=1)


def replay(now: datetime) -> Clock:
    return Clock(now, START, CAUGHT_UP, END, seconds_per_hour=5.0)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (START - INSTANT, ClockState.PREPARING),
        (START, ClockState.CATCHING_UP),
        (CAUGHT_UP - INSTANT, ClockState.CATCHING_UP),
        (CAUGHT_UP, ClockState.RUNNING),
        (END - INSTANT, ClockState.RUNNING),
        (END, ClockState.ENDED),
        (END + HOUR, ClockState.ENDED),
    ],
)
def test_a_replay_is_in_the_state_its_clock_shows(now: datetime, state: ClockState) -> None:
    assert replay(now).state is state


def test_a_clock_without_marks_is_live() -> None:
    assert Clock(START, None, None, None, 3600.0).state is ClockState.LIVE


def test_an_hour_of_replay_takes_the_seconds_it_is_given() -> None:
    assert replay(START).wall_seconds_until(START + 2 * HOUR) == 10.0
    assert replay(START).wall_seconds_until(START + timedelta(minutes=30)) == 2.5


def test_in_live_mode_an_hour_takes_an_hour() -> None:
    clock = Clock(START, None, None, None, 3600.0)
    assert clock.wall_seconds_until(START + timedelta(minutes=10)) == 600.0


def test_what_has_been_is_a_negative_wait_away() -> None:
    assert replay(START).wall_seconds_until(START - HOUR) == -5.0
