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
    Kind,
    Panel,
    Query,
    Row,
    Unit,
    above,
    below,
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
        Panel(
            "Runs by how they ended",
            Kind.LINES,
            (Query(increase(JOB_RUNS, JOB, JOB_OUTCOME), "{{job_name}} {{outcome}}"),),
            Unit.COUNT,
            "An hour's worth at each point.",
        ),
        Panel(
            "Runs that did not end well",
            Kind.LINES,
            (
                Query(increase(JOB_RUNS, JOB, outcome="failed"), "{{job_name}} failed"),
                Query(increase(JOB_RUNS, JOB, outcome="unfinished"), "{{job_name}} unfinished"),
            ),
            Unit.COUNT,
            "An hour's worth at each point; `none` means that there never was one.",
        ),
        Panel(
            "95 of 100 runs within",
            Kind.LINES,
            (Query(JOB_P95.name, "{{job_name}}"),),
            Unit.SECONDS,
            "Of the last 6 hours.",
        ),
    ),
)
DATA = Row(
    "Data",
    (
        Panel(
            "Candles",
            Kind.LINES,
            (
                Query(increase(CANDLES_STORED), "stored"),
                Query(increase(CANDLES_REVISED), "revised"),
                Query(increase(CANDLES_QUARANTINED), "quarantined"),
            ),
            Unit.COUNT,
            "An hour's worth at each point.",
        ),
        Panel(
            "Age of the data",
            Kind.LINES,
            (Query(DATA_AGE, "{{mode}}"),),
            Unit.SECONDS,
            "By the world's clock, when the figures were counted last.",
            steps=above(1.5 * HOUR_S, 2.5 * HOUR_S),
        ),
        Panel(
            "Share of hours that came late",
            Kind.LINES,
            (Query(share(INGEST_HOURS_LATE, INGEST_HOURS_DUE, window="3d"), "late"),),
            Unit.SHARE,
            "Of those of the last 3 days.",
            steps=above(0.001, 0.01),
        ),
        Panel(
            "Missing hours",
            Kind.LINES,
            (Query(gauge(MISSING_HOURS), "hours"),),
            Unit.COUNT,
        ),
        Panel(
            "Entries of the ledger",
            Kind.LINES,
            (Query(increase(LEDGER_ENTRIES), "added"),),
            Unit.COUNT,
            "An hour's worth at each point.",
        ),
        Panel(
            "Age of the newest checkpoint",
            Kind.LINES,
            (Query(SIGNED_AGE, "{{mode}}"),),
            Unit.SECONDS,
            "By the world's clock, when the figures were counted last.",
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
