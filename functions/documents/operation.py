"""How the product runs: its parts, jobs, incidents, uptime and budgets, by the wall clock.

Put together from what the reader's own request met, the hourly look at every part, and
what the watcher last reported from outside. What nobody looked at is unknown, never well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from functions.documents.component import (
    ALWAYS,
    TITLES,
    Component,
    State,
    component,
    in_order,
    still_true,
)
from functions.documents.components import ComponentCheck, Components
from functions.documents.envelope import Document
from functions.documents.headline import headline
from functions.documents.uptime import Uptime, uptime
from functions.documents.watch_report import Budget, Incident, WatchReport

JOB_WITHIN = timedelta(hours=3)
REPORTED_WITHIN = timedelta(minutes=10)
"""The watcher reports each minute, or each few where a plan's quota is small."""


class Job(Document):
    """When a job last did all it was to do."""

    job: str
    last_success: datetime
    late: bool


class Watch(Document):
    """Whether anybody looks at the product from outside."""

    state: Literal["watched", "late", "never", "unreadable"]
    reported_at: datetime | None
    detail: str


class Operation(Document):
    """How the product runs. All times are by the wall clock, whatever the world's clock says."""

    state: State
    summary: str = Field(description="The whole in one sentence.")
    components: list[Component]
    jobs: list[Job]
    degraded_steps: list[str] = Field(description="What works in a reduced way, and how.")
    incidents: list[Incident] = Field(description="Open ones first, then those of 14 days.")
    budgets: list[Budget]
    uptime: Uptime
    watch: Watch


@dataclass(frozen=True, slots=True)
class Met:
    """What is known about the operation; empty where it could not be read or is not there.

    `live` are parts that were asked for this very answer. `moves`: the world's clock moves,
    so that jobs are expected to do something. `lost` says why the cache told nothing.
    """

    report: WatchReport | None = None
    checked: Components = field(default_factory=Components)
    live: Sequence[ComponentCheck] = ()
    failed_venues: Mapping[str, str] | None = None
    troubles: Sequence[str] = ()
    moves: bool = True
    lost: str | None = None


def operation(now: datetime, met: Met) -> Operation:
    """Everything that is known about the operation at `now`, wall clock."""
    watch = _watch(now, met)
    report = met.report if watch.state == "watched" else None
    jobs = _jobs(now, met)
    components = _components(now, met, report, jobs)
    is_late = watch.state == "late"
    state, summary = headline(now, components, met.troubles, met.report, is_late=is_late)
    return Operation(
        state=state,
        summary=summary,
        components=components,
        jobs=jobs,
        degraded_steps=_degraded_steps(met),
        incidents=met.report.incidents if met.report else [],
        budgets=met.report.budgets if met.report else [],
        uptime=uptime(now.date(), met.report),
        watch=watch,
    )


def _watch(now: datetime, met: Met) -> Watch:
    if met.lost is not None:
        detail = f"what was reported lies in the cache, which does not answer ({met.lost})"
        return Watch(state="unreadable", reported_at=None, detail=detail)
    if met.report is None:
        detail = "no watcher has ever reported to this environment"
        return Watch(state="never", reported_at=None, detail=detail)
    late = now - met.report.made_at > REPORTED_WITHIN
    detail = "no report since: what it says of now is not used" if late else "reports in time"
    return Watch(state="late" if late else "watched", reported_at=met.report.made_at, detail=detail)


def _jobs(now: datetime, met: Met) -> list[Job]:
    return [
        Job(job=one.job, last_success=one.at, late=met.moves and now - one.at > JOB_WITHIN)
        for one in met.checked.jobs
    ]


def _components(
    now: datetime, met: Met, report: WatchReport | None, jobs: Sequence[Job]
) -> list[Component]:
    checks = {one.name: one for one in met.checked.checks}
    checks |= {one.name: one for one in met.live}
    if jobs:
        checks["jobs"] = _jobs_check(jobs)
    names = {*ALWAYS, *checks}
    if report is not None:
        probed = {one.component for one in report.probes}
        names |= probed | (report.components & TITLES.keys())
    seen = {*checks, *(met.report.components if met.report else ())}
    return [
        component(
            name, still_true(now, checks.get(name)), report, _unseen(met, was_seen=name in seen)
        )
        for name in in_order(names)
    ]


def _unseen(met: Met, *, was_seen: bool) -> str:
    if met.lost is not None:
        return "cannot be read now: it lies in the cache, which does not answer"
    return "nobody has looked lately" if was_seen else "nobody has looked yet"


def _jobs_check(jobs: Sequence[Job]) -> ComponentCheck:
    late = [one.job for one in jobs if one.late]
    hours = int(JOB_WITHIN.total_seconds() // 3600)
    detail = f"no success within {hours} h: {', '.join(late)}" if late else "all in time"
    newest = max(one.last_success for one in jobs)
    return ComponentCheck(name="jobs", ok=not late, detail=detail, checked_at=newest)


def _degraded_steps(met: Met) -> list[str]:
    lost = {one.name for one in met.live if not one.ok}
    steps = []
    if "database" in lost:
        steps.append("Answers are the last known ones, with their age, and no job can write.")
    if "cache" in lost:
        steps.append("Every answer is made from the database: slower than from the cache.")
    steps += [
        f"Forecasts rest on the other venues: {venue} failed when last asked ({reason})."
        for venue, reason in (met.failed_venues or {}).items()
    ]
    return steps
