"""`candor data backfill`: older hours of a world, a stretch at a time.

Each stretch is a transaction of its own and one that is whole is not asked for again, so
that an interrupted backfill goes on where it was. Oldest first, because a venue that does
not quote dollars is heard from its basis in the hours before. Stretches in which a venue
failed come again at the end, when it has had the rest it may have asked for.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.units import HOUR, hour_floor
from functions.jobs.ingest import IngestReport

STRETCH = timedelta(days=12)
"""A page of the venue with the smallest pages holds it: one request a venue."""

Stretch = tuple[datetime, datetime]
"""First open and last close."""

PAUSE_S = 0.5
"""Between two stretches in which venues were asked; the strictest allows ten a second."""


@dataclass(frozen=True, slots=True)
class Backfilled:
    """What a backfill did: hours new and revised, and the first failure of each venue."""

    stored: int
    revised: int
    failed_venues: Mapping[str, str]
    seconds: float


async def backfill_days(
    fill: Callable[[datetime, datetime], Awaitable[IngestReport]],
    now: datetime,
    days: int,
    progress: Callable[[str, float], None],
    sleep: Callable[[float], Awaitable[None]],
) -> Backfilled:
    """Fill the last `days` days, from the oldest on. Raises VendorError."""
    started = time.monotonic()
    stretches = stretches_of(now, days)
    again: list[Stretch] = []
    failed: dict[str, str] = {}
    stored = revised = asked = 0
    for turn in (stretches, again):
        for opens_from, until in turn:
            report = await fill(opens_from, until)
            stored, revised = stored + report.stored, revised + report.revised
            failed = {**report.failed_venues, **failed}
            if report.failed_venues and turn is stretches:
                again.append((opens_from, until))
            asked += 1
            share = asked / (len(stretches) + len(again))
            progress(f"{stored} hours new, until {until:%d %b %Y %H:00} UTC", share)
            if share < 1 and _venues_were_asked(report):
                await sleep(PAUSE_S)
    return Backfilled(stored, revised, failed, time.monotonic() - started)


def stretches_of(now: datetime, days: int) -> list[Stretch]:
    """The last `days` days up to the newest closed hour, parted, the oldest first."""
    closes_by = hour_floor(now)
    first = closes_by - days * 24 * HOUR
    starts = [first + n * STRETCH for n in range(-(-(closes_by - first) // STRETCH))]
    return [(start, min(start + STRETCH, closes_by)) for start in starts]


def _venues_were_asked(report: IngestReport) -> bool:
    return bool(report.stored or report.revised or report.failed_venues or report.below_quorum)
