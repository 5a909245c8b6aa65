"""Five-field cron expressions, read exactly: when they fire, and how often on one day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from functions.domain.errors import InvalidInput

FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of the month", 1, 31),
    ("month", 1, 12),
    ("day of the week", 0, 6),
)


@dataclass(frozen=True, slots=True)
class CronExpression:
    """The values each field lets through; the time is UTC, Sunday is 0.

    Of the two kinds of day at most one is restricted: schedulers disagree on what both
    together mean.
    """

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read numbers, `*`, lists, ranges and steps. Raises InvalidInput for anything else."""
        words = text.split()
        if len(words) != len(FIELDS):
            raise InvalidInput(
                f"{text!r} has {len(words)} fields; a cron expression has five: minute, hour,"
                " day of the month, month, day of the week, in UTC and without a time zone"
            )
        if words[2] != "*" and words[4] != "*":
            raise InvalidInput(f"{text!r} restricts both kinds of day; leave one of them `*`")
        fields = (
            _values(word, *field, text=text) for word, field in zip(words, FIELDS, strict=True)
        )
        return cls(*fields)

    def fires_at(self, minute: datetime) -> bool:
        """Whether it fires in a minute of UTC."""
        return (
            minute.minute in self.minutes
            and minute.hour in self.hours
            and minute.day in self.days
            and minute.month in self.months
            and minute.isoweekday() % 7 in self.weekdays
        )

    @property
    def times_a_day(self) -> int:
        """How often it fires on a day on which it fires at all."""
        return len(self.minutes) * len(self.hours)


def _values(word: str, name: str, lowest: int, highest: int, *, text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in word.split(","):
        span, slash, step_text = part.partition("/")
        first_text, dash, last_text = span.partition("-")
        step = _number(step_text) if slash else 1
        if span == "*":
            first, last = lowest, highest
        else:
            first = _number(first_text)
            # `5/10` is read as from 5 to the end, as Vercel and GitHub do.
            last = _number(last_text) if dash else highest if slash else first
        if min(first, last, step) < 0 or step == 0 or not lowest <= first <= last <= highest:
            raise InvalidInput(
                f"{text!r}: {part!r} is no {name}; write numbers from {lowest} to {highest},"
                " `*`, lists, ranges or steps"
            )
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _number(text: str) -> int:
    """The number, -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() else -1
