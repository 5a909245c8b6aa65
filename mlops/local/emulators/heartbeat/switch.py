"""When a check is late: pure, so that its hours pass in a test at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """How a check is."""

    UP = "up"
    DOWN = "down"


@dataclass(slots=True)
class Switch:
    """One check: pinged each `period`, down a `grace` after one that did not come.

    Its time runs from `last_ping_at`, at first when it began to wait.
    """

    period: timedelta
    grace: timedelta
    last_ping_at: datetime
    state: State = State.UP

    def ping(self, at: datetime) -> bool:
        """Take a ping; whether it brought the check up again."""
        was_down = self.state is State.DOWN
        self.last_ping_at, self.state = at, State.UP
        return was_down

    def fail(self) -> bool:
        """Take word of a failure; whether that is news."""
        is_news = self.state is State.UP
        self.state = State.DOWN
        return is_news

    def look(self, now: datetime) -> bool:
        """Whether the check is late now and was not before."""
        if now - self.last_ping_at <= self.period + self.grace:
            return False
        return self.fail()
