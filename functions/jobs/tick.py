"""`tick`: runs what is due, one job after another, for whatever scheduler asks."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from functions.domain.errors import CandorError, OutOfTime
from functions.domain.metrics.work import JOB_RUNS
from functions.jobs.cadence import CADENCE, Cadence, due
from functions.jobs.findings import is_unfinished, keep_findings
from functions.jobs.run import run
from functions.logs.context import execution
from functions.ports.services import Services
from functions.queries.shelf import Shelf

logger = logging.getLogger("candor.jobs")

TICK_S_MAX = 50.0
"""Shorter than vercel.json's maxDuration, so that a slow tick can still say what it did."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one job: its report, or why it failed. Its lines in the log carry the id."""

    job: str
    execution_id: str = ""
    report: Any = None
    failure: Exception | None = None

    @property
    def unfinished(self) -> bool:
        """Whether it did what it could and another run may do more: data came late, or a lot."""
        return is_unfinished(self.report)


async def tick(
    services: Services,
    shelf: Shelf,
    cadence: Sequence[Cadence] = CADENCE,
    seconds: float = TICK_S_MAX,
) -> tuple[Turn, ...]:
    """Run every job that is due by the world's clock; one that fails does not stop the next.

    Each has an even share of the time that is left. Where the world itself cannot be read,
    every job has failed for that reason. What was found out on the way is kept either way.
    """
    try:
        world = await services.world.read()
    except CandorError as error:
        logger.warning("the world cannot be read: no job runs", extra={"error": error})
        for entry in cadence:
            services.meter.count(JOB_RUNS, job_name=entry.job, outcome="failed")
        await keep_findings(services, {})
        return tuple(Turn(entry.job, failure=error) for entry in cadence)
    turns: list[Turn] = []
    jobs = due(cadence, world.clock.now)
    ends_at = services.clock.monotonic() + seconds
    for left, job in zip(range(len(jobs), 0, -1), jobs, strict=True):
        share = max(0.0, ends_at - services.clock.monotonic()) / left
        turns.append(await _turn(job, services, shelf, share))
    await keep_findings(services, {turn.job: turn.report for turn in turns if turn.failure is None})
    return tuple(turns)


async def _turn(job: str, services: Services, shelf: Shelf, seconds: float) -> Turn:
    with execution(job) as execution_id:
        try:
            async with asyncio.timeout(seconds) as limit:
                report = await run(job, services, shelf)
        except Exception as error:
            failure: Exception = error
            if isinstance(error, TimeoutError) and limit.expired():
                failure = OutOfTime(f"{job} was not done within {seconds:.0f} s")
            # The next job has its turn even after a mistake of ours; whoever asked tells it as one.
            tell_failure(job, failure)
            return Turn(job, execution_id, failure=failure)
        turn = Turn(job, execution_id, report)
        logger.info("%s: done", job, extra={"unfinished": turn.unfinished})
        return turn


def tell_failure(job: str, failure: Exception) -> None:
    """Log why a job failed; with the stack where that is a mistake of ours."""
    if isinstance(failure, CandorError):
        logger.warning("%s: failed", job, extra={"error": failure})
    else:
        logger.error("%s: unexpected error", job, exc_info=failure)
