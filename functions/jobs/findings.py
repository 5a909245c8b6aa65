"""What the jobs found out on their way, kept where a status finds it.

One read and one write of the shared cache for all jobs of a tick; where it does not answer
nothing can be kept, and nobody could read it.
"""

import contextlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from functions.documents.components import ComponentCheck
from functions.domain.errors import VendorError
from functions.jobs.check import check
from functions.jobs.ingest import IngestReport
from functions.ports.services import Services
from functions.queries.components import keep_components, known_components
from functions.queries.venue_failures import how_it_failed


async def keep_findings(services: Services, reports: Mapping[str, Any]) -> None:
    """Keep which jobs did all there was to do and how the parts answered.

    `reports` are by job, of those that did not fail. Venues are told of by `ingest`'s, the
    other parts are asked once an hour, and whenever no job got anything done.
    """
    now = services.clock.now()
    succeeded = [job for job, report in reports.items() if not is_unfinished(report)]
    with contextlib.suppress(VendorError):
        known = await known_components(services)
        found = _venues(services, reports.values(), now)
        if not reports or known.to_be_checked(now):
            found += await check(services)
        await keep_components(services, known.updated(found, succeeded, now))


def is_unfinished(report: Any) -> bool:
    """Whether a job did what it could and another run may do more: data came late, or a lot."""
    return bool(getattr(report, "unfinished", False))


def _venues(services: Services, reports: Iterable[Any], now: datetime) -> list[ComponentCheck]:
    """How each venue answered when it was just asked for candles."""
    failed = [one.failed_venues for one in reports if isinstance(one, IngestReport)]
    return [
        ComponentCheck(
            name=f"venue {venue.name}",
            ok=venue.name not in reasons,
            detail=how_it_failed(venue.name, reasons.get(venue.name, "answers")),
            checked_at=now,
        )
        for reasons in failed
        for venue in services.exchanges
    ]
