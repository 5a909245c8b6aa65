"""How releases go: outcomes and the four figures of deploying."""

from functions.domain.metrics.labels import RELEASE_OUTCOME
from functions.domain.metrics.metric import Metric
from functions.domain.metrics.releases import (
    RELEASE_BEGUN,
    RELEASE_COMMIT,
    RELEASE_DURATION,
    RELEASE_ENDED,
    RELEASE_HELD,
    RELEASE_LEAD,
    RELEASE_OPEN,
    RELEASE_RESTORE,
    RELEASES,
)
from mlops.monitoring.dashboards.alerts import WHAT_IS_WRONG
from mlops.monitoring.dashboards.panel import (
    Dashboard,
    Level,
    Mark,
    Panel,
    Query,
    Row,
    Unit,
    above,
    lines,
    values,
)
from mlops.monitoring.dashboards.promql import age, gauge, increase, share

MONTH, WEEK = "30d", "7d"
RESTORED_S_MAX = 300.0
BY_OUTCOME = "{{outcome}}"

MARKS = (
    Mark("Releases begun", gauge(RELEASE_BEGUN), "release begun", Level.WARNING),
    Mark(
        "Releases ended",
        gauge(RELEASE_ENDED, RELEASE_OUTCOME, outcome="released"),
        BY_OUTCOME,
        Level.GOOD,
    ),
    Mark(
        "Rollbacks ended",
        gauge(RELEASE_ENDED, RELEASE_OUTCOME, outcome=("rolled-back", "partly-rolled-back")),
        BY_OUTCOME,
        Level.CRITICAL,
    ),
)
"""Lines across every dashboard, at the time that each series says."""


def _time(title: str, metric: Metric, note: str, limit: float | None = None) -> Panel:
    return lines(
        title, Query(gauge(metric), "newest"), unit=Unit.SECONDS, note=note, steps=above(limit)
    )


NOW = Row(
    "Now",
    (
        values("A release is open", Query(gauge(RELEASE_OPEN), "open"), unit=Unit.YES_NO),
        values("Begun", Query(age(RELEASE_BEGUN), "ago"), unit=Unit.SECONDS),
        values("Somebody was at it", Query(age(RELEASE_HELD), "ago"), unit=Unit.SECONDS),
        values("Ended", Query(age(RELEASE_ENDED, RELEASE_OUTCOME), BY_OUTCOME), unit=Unit.SECONDS),
        values("Released last", Query(gauge(RELEASE_COMMIT), "commit"), unit=Unit.HEX),
        values(
            "Released, of 30 days",
            Query(share(RELEASES, RELEASES, window=MONTH, outcome="released"), "share"),
            unit=Unit.SHARE,
            note="Of those that ended.",
        ),
    ),
)
FIGURES = Row(
    "The four figures of deploying",
    (
        lines(
            "Releases of 30 days by how they ended",
            Query(increase(RELEASES, RELEASE_OUTCOME, window=MONTH), BY_OUTCOME),
            unit=Unit.COUNT,
            width=12,
        ),
        lines(
            "Released in a week",
            Query(increase(RELEASES, window=WEEK, outcome="released"), "released"),
            unit=Unit.COUNT,
            width=12,
        ),
        _time("Took", RELEASE_DURATION, "With the wait for the next slot."),
        _time("Lead time", RELEASE_LEAD, ""),
        _time("Time to restore", RELEASE_RESTORE, "", RESTORED_S_MAX),
    ),
)
RELEASES_BOARD = Dashboard(
    "candor-releases",
    "Candor: releases",
    "Does a release go on, how did the last ones end, and how fast?",
    (WHAT_IS_WRONG, NOW, FIGURES),
)
