"""Reports of a watcher, as short as a test can write them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from functions.documents.watch_report import Budget, Incident, Probe, WatchedDay, WatchReport

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def day(back: int, up: float = 1.0, probes: int | None = 1440, component: str = "page") -> Any:
    """A day so many days before noon's."""
    at: date = NOON.date() - timedelta(back)
    return WatchedDay(date=at, component=component, up=up, probes=probes)


def incident(
    started: float, ended: float | None = None, alert: str = "PageDown", **over: Any
) -> Incident:
    """An alert that fired so many minutes after noon, and ended so many after."""
    fields: dict[str, Any] = {
        "alert": alert,
        "component": "page",
        "subject": "",
        "severity": "critical",
        "summary": "the page does not answer",
        "started_at": NOON + started * MINUTE,
        "ended_at": None if ended is None else NOON + ended * MINUTE,
        "runbook_url": "https://example.test/docs/runbooks/PageDown.md",
        "acknowledged_by": None,
    }
    return Incident(**{**fields, **over})


def budget(remaining: float | None = 0.8) -> Budget:
    """Ninety-nine of a hundred within thirty days."""
    measured = None if remaining is None else 0.998
    return Budget(slo="reads", objective=0.99, window="30d", measured=measured, remaining=remaining)


def report(minute: float = 0, **over: Any) -> WatchReport:
    """A report made so many minutes after noon, of nothing but what is given."""
    fields: dict[str, Any] = {"probes": [], "days": [], "budgets": [], "incidents": []}
    return WatchReport(made_at=NOON + minute * MINUTE, **{**fields, **over})


def probes(**answers: bool) -> list[Probe]:
    """How each component answered."""
    return [Probe(component=name, ok=ok) for name, ok in answers.items()]
