"""What the shared cache holds about how the product runs, and keeping what the watcher reports."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import ValidationError

from functions.documents.components import ComponentCheck, Components
from functions.documents.operation import Met, Operation, operation
from functions.documents.watch_report import WatchReport, merged
from functions.domain.errors import InvalidInput, VendorError
from functions.ports.services import Services
from functions.queries.components import known_components
from functions.queries.venue_failures import venue_failures

WATCH_REPORT = "watch-report"
KEPT_S = 100 * 24 * 3600
"""Longer than any day in it is shown."""
AHEAD_MAX = timedelta(minutes=5)
"""A report from further ahead would have those after it ignored."""
MOVING = ("live", "catching_up", "running")


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in the cache; `lost` says why nothing does, for everybody."""

    report: WatchReport | None = None
    checked: Components = field(default_factory=Components)
    failed_venues: dict[str, str] | None = None
    lost: str | None = None

    @property
    def cache_check(self) -> tuple[bool, str]:
        """Whether the cache answered just now, and how; said after "The cache"."""
        return self.lost is None, f"cannot be used ({self.lost})" if self.lost else "answers"


async def read_kept(services: Services) -> Kept:
    """All of it at once; a cache that does not answer is said, not raised."""
    try:
        report, checked, failed = await asyncio.gather(
            _known_report(services),
            known_components(services),
            venue_failures(services),
        )
    except VendorError as failure:
        return Kept(lost=failure.published)
    return Kept(report, checked, failed)


async def keep_watch_report(services: Services, coming: WatchReport) -> bool:
    """Keep a report, and what it does not know any more; False for one that is not newer.

    Two at once may each miss what the other adds: the next report, a minute later, has it.
    Raises InvalidInput for one from the future, and VendorError.
    """
    now = services.clock.now()
    if coming.made_at > now + AHEAD_MAX:
        raise InvalidInput(f"made_at: {coming.made_at} is not yet; set the watcher's clock right")
    kept = await _known_report(services)
    following = merged(kept, coming)
    if following is kept:
        return False
    await services.cache.set(WATCH_REPORT, following.model_dump_json().encode(), KEPT_S)
    return True


def operation_now(
    services: Services,
    kept: Kept,
    database: tuple[bool, str],
    clock_state: str,
    troubles: Sequence[str],
) -> Operation:
    """How the product runs, by what is kept and whether the database answered just now."""
    now = services.clock.now()
    return operation(
        now,
        Met(
            report=kept.report,
            checked=kept.checked,
            live=[_just_now("database", database, now), _just_now("cache", kept.cache_check, now)],
            failed_venues=kept.failed_venues,
            troubles=troubles,
            moves=clock_state in MOVING,
            lost=kept.lost,
        ),
    )


def _just_now(name: str, check: tuple[bool, str], now: datetime) -> ComponentCheck:
    return ComponentCheck(name=name, ok=check[0], detail=check[1], checked_at=now)


async def _known_report(services: Services) -> WatchReport | None:
    packed = await services.cache.get(WATCH_REPORT)
    try:
        return None if packed is None else WatchReport.model_validate_json(packed)
    except ValidationError:  # written by another version of the code
        return None
