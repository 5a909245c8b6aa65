"""Uptime by day: what was probed, and nothing about days on which nobody looked."""

import math
from datetime import date, timedelta

from pydantic import Field

from functions.documents.component import in_order, title_of
from functions.documents.envelope import Document
from functions.documents.watch_report import DAYS_KEPT, WatchReport

PROBED = ("page", "api", "forecasts")
"""Whose uptime is shown before anything is known of it."""
PLACES = 100_000


class UptimeRow(Document):
    """Shares of the days in which a component was up."""

    component: str
    title: str
    share: float | None = Field(description="Over the days that are known; null if none is.")
    days_known: int
    days: list[float | None] = Field(description="Oldest first; null: nobody watched that day.")


class Uptime(Document):
    """Uptime by UTC day."""

    first_day: date
    last_day: date
    rows: list[UptimeRow]


def uptime(today: date, report: WatchReport | None) -> Uptime:
    """The 90 days up to today."""
    first = today - timedelta(DAYS_KEPT - 1)
    dates = [first + timedelta(step) for step in range(DAYS_KEPT)]
    up = {(one.component, one.date): one.up for one in (report.days if report else ())}
    return Uptime(
        first_day=first,
        last_day=today,
        rows=[
            _row(name, [up.get((name, one)) for one in dates])
            for name in in_order({*PROBED, *(component for component, _ in up)})
        ],
    )


def _row(name: str, days: list[float | None]) -> UptimeRow:
    known = [one for one in days if one is not None]
    return UptimeRow(
        component=name,
        title=title_of(name),
        share=_floor(sum(known) / len(known)) if known else None,
        days_known=len(known),
        days=[None if one is None else _floor(one) for one in days],
    )


def _floor(share: float) -> float:
    """Five places, never rounded up: what was not all up is not called 100 %."""
    return math.floor(share * PLACES + 1e-6) / PLACES
