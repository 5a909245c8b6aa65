"""Runs a job by its name in the cadence table and publishes what it wrote."""

from collections.abc import Awaitable, Callable
from typing import Any

from functions.domain.errors import NotFound
from functions.jobs.checkpoint import checkpoint
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.jobs.publish import publish
from functions.jobs.score import score
from functions.ports.services import Services
from functions.queries.feature_window import keep_feature_window
from functions.queries.shelf import Shelf
from functions.queries.venue_failures import keep_venue_failures

JOBS: dict[str, Callable[[Services], Awaitable[Any]]] = {
    "ingest": ingest,
    "issue": issue,
    "score": score,
    "checkpoint": checkpoint,
}


async def run(name: str, services: Services, shelf: Shelf) -> Any:
    """The job's report. Raises NotFound for an unknown job, and what the job raises."""
    job = JOBS.get(name)
    if job is None:
        raise NotFound(f"there is no job {name!r}; there are {', '.join(JOBS)}")
    report = await job(services)
    if name == "ingest":
        await keep_feature_window(services)
        await keep_venue_failures(services, report.failed_venues)
    if getattr(report, "wrote", False):
        await publish(services, shelf)
    return report
