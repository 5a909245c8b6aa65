"""What the watcher reports of the product, and how a report follows the one before it.

The watcher looks from outside, through Prometheus and Alertmanager, which know nothing
before their disk. The product keeps what was reported, so a lost disk costs no known day.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from functions.documents.envelope import Document

DAYS_KEPT = 90
COMPONENTS_MAX = 12
DAYS_MAX = DAYS_KEPT * COMPONENTS_MAX
INCIDENTS_MAX = 200
INCIDENTS_KEPT = timedelta(days=14)
BUDGETS_MAX = 20
JOINED_WITHIN = timedelta(minutes=5)
"""Two alerts of one kind with less than this between them are one incident."""

FIRST = datetime(2020, 1, 1, tzinfo=UTC)
LAST = datetime(2200, 1, 1, tzinfo=UTC)
"""No watcher looked before, and none will after: a time outside is a mistake."""

RUNBOOK = r"^(https?://[!#-;=?-~]+|docs/[A-Za-z0-9_/-]+\.md)?$"
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,59}$")]
Severity = Literal["critical", "warning"]
Moment = Annotated[AwareDatetime, Field(ge=FIRST, lt=LAST)]
Day = Annotated[date, Field(ge=FIRST.date(), lt=LAST.date())]


def one_line(text: str) -> str:
    """A text as it may stand in a sentence: without what is unseen and turns or breaks a line.

    That is Unicode's category C: control and format characters, unassigned and private ones.
    """
    seen = (" " if one.isspace() else one for one in text)
    kept = (one for one in seen if not unicodedata.category(one).startswith("C"))
    return " ".join("".join(kept).split())


Line = Annotated[str, AfterValidator(one_line)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Reported(Document):
    """Base of what is sent to us: a number is a number, and unknown fields are refused."""

    model_config = ConfigDict(strict=True)


class WatchedDay(Reported):
    """A UTC day of a component: for which share of it it was up, and what that rests on."""

    date: Day
    component: Name
    up: Share
    probes: int | None = Field(ge=0, description="Probes made; null where only the share is known.")


class Probe(Reported):
    """How a component answered its newest probe."""

    component: Name
    ok: bool


class Budget(Reported):
    """A promise, what was measured in its window, and what is left of its error budget."""

    slo: Name
    objective: Share
    window: Annotated[str, Field(pattern=r"^\d{1,4}[mhdw]$", examples=["30d"])]
    measured: Share | None = Field(description="Null where nothing was measured yet.")
    remaining: float | None = Field(
        ge=-10_000, le=1, allow_inf_nan=False, description="1 is all of it; below 0 is overspent."
    )


class Incident(Reported):
    """An alert from when it fired to when it ended."""

    alert: Name
    component: Name
    subject: Line = Field(max_length=200, description="What of the component, where that is told.")
    severity: Severity
    summary: Line = Field(max_length=500)
    started_at: Moment
    ended_at: Moment | None = Field(description="Null while it goes on.")
    runbook_url: str = Field(
        max_length=500, pattern=RUNBOOK, description="An address, or a file here."
    )
    acknowledged_by: Annotated[Line, Field(max_length=100)] | None


class WatchReport(Reported):
    """Everything that the watcher knows at once; times are by the wall clock."""

    made_at: Moment
    probes: list[Probe] = Field(max_length=COMPONENTS_MAX)
    days: list[WatchedDay] = Field(max_length=DAYS_MAX)
    budgets: list[Budget] = Field(max_length=BUDGETS_MAX)
    incidents: list[Incident] = Field(max_length=INCIDENTS_MAX)

    @property
    def open_incidents(self) -> list[Incident]:
        """Those that go on."""
        return [one for one in self.incidents if one.ended_at is None]

    @property
    def components(self) -> set[str]:
        """All that it says anything about now."""
        return {
            *(one.component for one in self.probes),
            *(one.component for one in self.open_incidents),
        }


def merged(kept: WatchReport | None, coming: WatchReport) -> WatchReport:
    """The report to keep: what comes, and what was known before and it does not know any more.

    A report that is not newer than the one kept changes nothing.
    """
    if kept is not None and coming.made_at <= kept.made_at:
        return kept
    return WatchReport(
        made_at=coming.made_at,
        probes=coming.probes,
        days=_days(kept.days if kept else (), coming),
        budgets=coming.budgets,
        incidents=_incidents(kept, coming),
    )


def _days(kept: Iterable[WatchedDay], coming: WatchReport) -> list[WatchedDay]:
    """A day keeps the figure that rests on more probes: a new disk knows only its own hours."""
    today = coming.made_at.date()
    days = {(one.date, one.component): one for one in kept}
    for day in coming.days:
        known = days.get((day.date, day.component))
        if known is None or (day.probes or 0) >= (known.probes or 0):
            days[day.date, day.component] = day
    within = [one for one in days.values() if today - timedelta(DAYS_KEPT) < one.date <= today]
    within.sort(key=lambda one: (-one.date.toordinal(), one.component))
    return within[:DAYS_MAX]


def _incidents(kept: WatchReport | None, coming: WatchReport) -> list[Incident]:
    """Open ones first, then the newest. One that is not reported any more has ended."""
    sightings: defaultdict[tuple[str, str, str], list[_Sighting]] = defaultdict(list)
    for report in filter(None, (kept, coming)):
        for one in report.incidents:
            sightings[one.alert, one.component, one.subject].append(
                _Sighting(one, one.ended_at or report.made_at, report is coming)
            )
    found = [one for of_a_kind in sightings.values() for one in _joined(of_a_kind)]
    since = coming.made_at - INCIDENTS_KEPT
    recent = [one for one in found if one.ended_at is None or one.ended_at >= since]
    recent.sort(key=lambda one: (one.alert, one.component, one.subject))
    recent.sort(key=lambda one: one.started_at, reverse=True)
    recent.sort(key=lambda one: 2 if one.ended_at else one.severity != "critical")
    return recent[:INCIDENTS_MAX]


class _Sighting:
    """An incident as one report tells it; `until` is when it was last known to go on."""

    def __init__(self, incident: Incident, until: datetime, is_new: bool) -> None:  # noqa: FBT001
        self.incident = incident
        self.until = until
        self.is_open = is_new and incident.ended_at is None
        self.is_new = is_new


def _joined(sightings: Sequence[_Sighting]) -> list[Incident]:
    """Sightings of one kind as incidents: those that overlap are one."""
    episodes: list[list[_Sighting]] = []
    for one in sorted(sightings, key=lambda one: one.incident.started_at):
        reaches = max((other.until for other in episodes[-1]), default=None) if episodes else None
        if reaches is not None and one.incident.started_at <= reaches + JOINED_WITHIN:
            episodes[-1].append(one)
        else:
            episodes.append([one])
    return [_incident(episode) for episode in episodes]


def _incident(episode: Sequence[_Sighting]) -> Incident:
    """One incident: told by who sees it now, else by who saw it while it went on."""
    is_open = any(one.is_open for one in episode)
    face = min(
        episode,
        key=lambda one: (not one.is_open, one.is_new, one.incident.severity != "critical"),
    )
    return face.incident.model_copy(
        update={
            "started_at": min(one.incident.started_at for one in episode),
            "ended_at": None if is_open else max(one.until for one in episode),
        }
    )
