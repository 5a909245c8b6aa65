"""`candor data backfill`: older hours of a world, a stretch at a time.

Each stretch is a transaction of its own and one that is whole is not asked for again, so
that an interrupted backfill goes on where it was. Oldest first, because a venue that does
not quote dollars is heard from its basis in the hours before.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.units import HOUR, hour_floor
from functions.jobs.ingest import IngestReport

STRETCH = timedelta(days=12)
"""A page of the venue with the smallest pages holds it: one request a venue."""

PAUSE_S = 0.5
"""Between two stretches in which venues were asked; the strictest allows ten a second."""


@dataclass(frozen=True, slots=True)
class Backfilled:
    """What a backfill did: hours new and revised, and venues that failed at some time."""

    stored: int
    revised: int
    failed_venues: tuple[str, ...]
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
    closes_by = hour_floor(now)
    first = opens_from = closes_by - days * 24 * HOUR
    stored = revised = 0
    failed: set[str] = set()
    while opens_from < closes_by:
        until = min(opens_from + STRETCH, closes_by)
        report = await fill(opens_from, until)
        stored, revised = stored + report.stored, revised + report.revised
        failed |= set(report.failed_venues)
        share = (until - first) / (closes_by - first)
        progress(f"{stored} hours new, until {until:%d %b %Y %H:00} UTC", share)
        asked = report.stored or report.revised or report.failed_venues or report.below_quorum
        if asked and until < closes_by:
            await sleep(PAUSE_S)
        opens_from = until
    return Backfilled(stored, revised, tuple(sorted(failed)), time.monotonic() - started)
