"""Runs a job by its name in the cadence table, publishes what it wrote, and keeps count of it."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from functions.domain.errors import NotFound
from functions.domain.metrics.work import JOB_DURATION, JOB_LAST_SUCCESS, JOB_RUNS
from functions.jobs.checkpoint import checkpoint
from functions.jobs.findings import is_unfinished, keep_findings
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.jobs.measure import measure
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
    "measure": measure,
}


async def run(name: str, services: Services, shelf: Shelf) -> Any:
    """The job's report. Raises NotFound for an unknown job, and what the job raises."""
    job = JOBS.get(name)
    if job is None:
        raise NotFound(f"there is no job {name!r}; there are {', '.join(JOBS)}")
    with _counted(services, name) as ended:
        report = await job(services)
        if name == "ingest":
            await keep_feature_window(services)
            await keep_venue_failures(services, report.failed_venues)
        if getattr(report, "wrote", False):
            await publish(services, shelf)
        ended.outcome = "unfinished" if is_unfinished(report) else "ok"
    return report


async def run_alone(name: str, services: Services, shelf: Shelf) -> Any:
    """The same for a job that runs outside of a tick."""
    report = await run(name, services, shelf)
    await keep_findings(services, {name: report})
    return report


@dataclass(slots=True)
class _Ended:
    """How a run ended: failed, unless it came to say something else."""

    outcome: str = "failed"


@contextmanager
def _counted(services: Services, job: str) -> Iterator[_Ended]:
    """Around a run, whatever ends it: its report, an error, its share of time used up."""
    began, ended = services.clock.monotonic(), _Ended()
    try:
        yield ended
    finally:
        services.meter.count(JOB_RUNS, job_name=job, outcome=ended.outcome)
        services.meter.observe(JOB_DURATION, services.clock.monotonic() - began, job_name=job)
        if ended.outcome == "ok":
            now = services.clock.now().timestamp()
            services.meter.set(JOB_LAST_SUCCESS, now, job_name=job)
