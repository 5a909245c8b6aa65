"""What an environment's status says of its operation."""

from datetime import datetime, timedelta
from typing import Any

from functions.documents.uptime import PROBED
from functions.domain.units import instant_text

DAYS = 90


def alert(started_at: datetime, ended_at: datetime | None, severity: str = "critical") -> Any:
    return {
        "alert": "ApiDown",
        "component": "api",
        "severity": severity,
        "started_at": instant_text(started_at),
        "ended_at": ended_at and instant_text(ended_at),
    }


def status(
    now: datetime, *incidents: Any, state: str = "watched", unseen: int | None = None
) -> Any:
    """A status as the API gives it; nobody watched `unseen` days ago."""
    days: list[float | None] = [1.0] * DAYS
    if unseen is not None:
        days[-1 - unseen] = None
    return {
        "health": "ok",
        "operation": {
            "state": "ok",
            "incidents": list(incidents),
            "uptime": {
                "first_day": str((now - timedelta(days=DAYS - 1)).date()),
                "last_day": str(now.date()),
                "rows": [{"component": name, "title": name, "days": days} for name in PROBED],
            },
            "watch": {
                "state": state,
                "reported_at": instant_text(now),
                "detail": "no report since",
            },
        },
    }
