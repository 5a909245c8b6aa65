"""Who can trigger a tick, how exactly, on which plan: facts of the vendors, kept as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from functions.domain.horizon import EVERY_HOUR, ISSUE_WINDOW
from functions.jobs.cadence import CADENCE, Cadence

TICK_PATH = "/api/cron/tick"


class Pace(StrEnum):
    """How much of the cadence table a trigger fires."""

    EVERY_CHANCE = "every chance"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One scheduler on one plan.

    `late` is how late it may come on an ordinary day, `promised` whether its vendor says
    that it is never later; `comes_again` whether it heeds a refusal and its Retry-After.
    """

    id: str
    name: str
    pace: Pace
    late: timedelta
    promised: bool
    comes_again: bool
    costs: str
    source: str

    def chances_in_time(self, cadence: Sequence[Cadence] = CADENCE) -> int:
        """How many of an hour's chances to meet the deadline it leaves, in each hour."""
        if self.pace is Pace.DAILY:
            return 0
        minutes = sorted({minute for entry in cadence for minute in entry.minutes})
        if self.pace is Pace.HOURLY and not self.comes_again:
            minutes = minutes[:1]
        return sum(timedelta(minutes=one) + self.late < ISSUE_WINDOW for one in minutes)


HOBBY = Trigger(
    "vercel-hobby",
    "Vercel cron, Hobby",
    Pace.DAILY,
    timedelta(minutes=59),
    promised=True,
    comes_again=False,
    costs="nothing; each cron at most once a day, 100 a project",
    source="vercel.com/docs/cron-jobs/usage-and-pricing, Nov 2026",
)
PRO = Trigger(
    "vercel-pro",
    "Vercel cron, Pro",
    Pace.EVERY_CHANCE,
    timedelta(minutes=1),
    promised=True,
    comes_again=False,
    costs="in the plan; 100 crons a project",
    source="vercel.com/docs/cron-jobs/usage-and-pricing, Nov 2026",
)
QSTASH = Trigger(
    "qstash",
    "QStash, also Free",
    Pace.HOURLY,
    timedelta(seconds=10),
    promised=False,
    comes_again=True,
    costs="24 messages a day and one more for each time it comes again; 1,000 a day are free",
    source="upstash.com/pricing/qstash (second-hand), /docs/qstash/features/retry, Nov 2026",
)
GITHUB = Trigger(
    "github",
    "GitHub Actions schedule",
    Pace.HOURLY,
    timedelta(minutes=30),
    promised=False,
    comes_again=True,
    costs="24 short runs a day; public repositories pay nothing",
    source="docs.github.com events-that-trigger-workflows#schedule; community 204544, Nov 2026",
)
RENDER = Trigger(
    "render",
    "Render cron job",
    Pace.EVERY_CHANCE,
    timedelta(minutes=1),
    promised=False,
    comes_again=False,
    costs="by the second, at least $1 a month for each",
    source="render.com/docs/cronjobs (second-hand), Nov 2026",
)
LOCAL = Trigger(
    "local",
    "the ticker of `make up`",
    Pace.EVERY_CHANCE,
    timedelta(seconds=1),
    promised=True,
    comes_again=False,
    costs="nothing",
    source="mlops/local/ticker.py",
)
TRIGGERS = (HOBBY, PRO, QSTASH, GITHUB, RENDER, LOCAL)
VERCEL_PLANS = {"hobby": HOBBY, "pro": PRO}


def cron_expressions(pace: Pace, cadence: Sequence[Cadence] = CADENCE) -> list[str]:
    """The expressions, in UTC, at which a trigger of this pace calls the one tick endpoint.

    Every chance: one expression for each set of hours in the table. Hourly and daily: the
    hour's first chance, and the tick does whatever came due since.
    """
    if pace is not Pace.EVERY_CHANCE:
        first = min(minute for entry in cadence for minute in entry.minutes)
        return [f"{first} * * * *" if pace is Pace.HOURLY else f"{first} 0 * * *"]
    minutes: dict[tuple[int, ...], set[int]] = {}
    for entry in cadence:
        minutes.setdefault(entry.hours, set()).update(entry.minutes)
    return [f"{_list(found)} {_hours(hours)} * * *" for hours, found in minutes.items()]


def _hours(hours: tuple[int, ...]) -> str:
    return "*" if hours == EVERY_HOUR else _list(set(hours))


def _list(numbers: set[int]) -> str:
    return ",".join(map(str, sorted(numbers)))
