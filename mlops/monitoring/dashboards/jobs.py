"""Whether the jobs do their work, and whether the data they stand on is whole."""

from functions.domain.metrics.business import (
    CANDLES_QUARANTINED,
    CANDLES_REVISED,
    CANDLES_STORED,
    CHECKPOINT_SIGNED,
    DATA_AS_OF,
    INGEST_HOURS_DUE,
    INGEST_HOURS_LATE,
    LEDGER_ENTRIES,
    LEDGER_HOLDS,
    MEASURED_AT,
    MISSING_HOURS,
    WORLD_NOW,
)
from functions.domain.metrics.labels import JOB, JOB_OUTCOME, MODE
from functions.domain.metrics.work import JOB_LAST_SUCCESS, JOB_RUNS
from mlops.monitoring.dashboards.alerts import WHAT_IS_WRONG
from mlops.monitoring.dashboards.panel import (
    Dashboard,
    Query,
    Row,
    Unit,
    above,
    below,
    hourly,
    lines,
    values,
)
from mlops.monitoring.dashboards.promql import age, gauge, increase, share
from mlops.monitoring.dashboards.recorded import JOB_P95

HOUR_S = 3600.0
DATA_AGE = f"{gauge(WORLD_NOW, MODE)} - on(mode) {gauge(DATA_AS_OF, MODE)}"
SIGNED_AGE = f"{gauge(WORLD_NOW, MODE)} - on(mode) {gauge(CHECKPOINT_SIGNED, MODE)}"
MISSING_GROWTH = (
    f"{gauge(MISSING_HOURS)} - max (min_over_time({MISSING_HOURS.name}[7d]))"  # as HoursMissing
)

NOW = Row(
    "Now",
    (
        values(
            "Since the last success",
            Query(age(JOB_LAST_SUCCESS, JOB), "{{job_name}}"),
            unit=Unit.SECONDS,
            note="Jobs run each hour.",
            steps=above(1.25 * HOUR_S, 2 * HOUR_S),
            width=9,
        ),
        values(
            "Age of the data",
            Query(DATA_AGE, "{{mode}}"),
            unit=Unit.SECONDS,
            note="By the world's clock, when the figures were counted last.",
            steps=above(1.5 * HOUR_S, 2.5 * HOUR_S),
        ),
        values(
            "Missing hours",
            Query(gauge(MISSING_HOURS), "hours"),
            Query(MISSING_GROWTH, "new this week"),
            unit=Unit.COUNT,
            note="What no venue had stays missing; only new ones want somebody.",
            width=4,
        ),
        values(
            "Ledger holds",
            Query(gauge(LEDGER_HOLDS, how="min"), "ledger"),
            unit=Unit.YES_NO,
            steps=below(None, 1),
            width=3,
        ),
        values(
            "Figures counted",
            Query(age(MEASURED_AT), "ago"),
            unit=Unit.SECONDS,
            steps=above(1.25 * HOUR_S, 2 * HOUR_S),
        ),
    ),
)
RUNS = Row(
    "Jobs",
    (
        hourly(
            "Runs by how they ended",
            Query(increase(JOB_RUNS, JOB, JOB_OUTCOME), "{{job_name}} {{outcome}}"),
        ),
        lines(
            "Runs that did not end well",
            Query(increase(JOB_RUNS, JOB, outcome="failed"), "{{job_name}} failed"),
            Query(increase(JOB_RUNS, JOB, outcome="unfinished"), "{{job_name}} unfinished"),
            unit=Unit.COUNT,
            note="An hour's worth at each point; `none` means that there never was one.",
        ),
        lines(
            "95 of 100 runs within",
            Query(JOB_P95.name, "{{job_name}}"),
            unit=Unit.SECONDS,
            note="Of the last 6 hours.",
        ),
    ),
)
DATA = Row(
    "Data",
    (
        hourly(
            "Candles",
            Query(increase(CANDLES_STORED), "stored"),
            Query(increase(CANDLES_REVISED), "revised"),
            Query(increase(CANDLES_QUARANTINED), "quarantined"),
        ),
        lines(
            "Age of the data",
            Query(DATA_AGE, "{{mode}}"),
            unit=Unit.SECONDS,
            note="By the world's clock, when the figures were counted last.",
            steps=above(1.5 * HOUR_S, 2.5 * HOUR_S),
        ),
        lines(
            "Share of hours that came late",
            Query(share(INGEST_HOURS_LATE, INGEST_HOURS_DUE, window="3d"), "late"),
            unit=Unit.SHARE,
            note="Of those of the last 3 days.",
            steps=above(0.001, 0.01),
        ),
        lines("Missing hours", Query(gauge(MISSING_HOURS), "hours"), unit=Unit.COUNT),
        hourly("Entries of the ledger", Query(increase(LEDGER_ENTRIES), "added")),
        lines(
            "Age of the newest checkpoint",
            Query(SIGNED_AGE, "{{mode}}"),
            unit=Unit.SECONDS,
            note="By the world's clock, when the figures were counted last.",
            steps=above(2 * HOUR_S, 3 * HOUR_S),
        ),
    ),
)
JOBS = Dashboard(
    "candor-jobs",
    "Candor: jobs and data",
    "Do the jobs do their work each hour, and is the data whole?",
    (WHAT_IS_WRONG, NOW, RUNS, DATA),
)
