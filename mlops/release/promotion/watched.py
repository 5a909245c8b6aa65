"""What an environment's own status tells of the days past: alerts, and whether anybody watched."""

from datetime import UTC, date, datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ValidationError

from functions.documents.uptime import PROBED
from mlops.release.gates.traffic import Site, Traffic

STATUS = "/api/v1/status"
CRITICAL = "critical"
WATCHED = "watched"


class Fired(BaseModel, frozen=True):
    """An alert, from when it fired to when it ended; it may go on."""

    alert: str
    severity: str
    started_at: AwareDatetime
    ended_at: AwareDatetime | None


class Row(BaseModel, frozen=True):
    """How much of each day a part was up, oldest first; None where nobody looked."""

    component: str
    days: list[float | None]


class _Uptime(BaseModel, frozen=True):
    last_day: date
    rows: list[Row]


class _Watch(BaseModel, frozen=True):
    state: str
    detail: str


class Watched(BaseModel, frozen=True):
    """The part of the status that speaks of the operation; what else stands there is not read."""

    incidents: list[Fired]
    uptime: _Uptime
    watch: _Watch

    @property
    def is_watched(self) -> bool:
        """Whether somebody looks at it now."""
        return self.watch.state == WATCHED

    def critical_since(self, since: datetime) -> list[Fired]:
        """Critical alerts that fired at any time from then on."""
        return [
            one
            for one in self.incidents
            if one.severity == CRITICAL and (one.ended_at is None or one.ended_at > since)
        ]

    def unwatched_since(self, since: datetime) -> list[tuple[str, date]]:
        """Components and UTC days from then on that nobody looked at."""
        last = self.uptime.last_day
        seen = {
            (row.component, last - timedelta(days=back))
            for row in self.uptime.rows
            for back, share in enumerate(reversed(row.days))
            if share is not None
        }
        first = min(last, since.astimezone(UTC).date())
        days = [first + timedelta(days=on) for on in range((last - first).days + 1)]
        wanted = [(component, day) for day in days for component in PROBED]
        return [one for one in wanted if one not in seen]


class _Status(BaseModel, frozen=True):
    operation: Watched


async def watched(url: str, traffic: Traffic) -> Watched | str:
    """What the environment at this address says, or why that is not known."""
    answer = await Site(url, traffic).get(STATUS)
    if not answer.is_ok:
        return f"{url}{STATUS}: {answer.said}"
    try:
        return _Status.model_validate(answer.document()).operation
    except (ValueError, ValidationError):
        return f"{url}{STATUS} answers in a form that is not known"
