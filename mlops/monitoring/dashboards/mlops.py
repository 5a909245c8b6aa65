"""The model, MLflow, and the long-lived services that look after all the rest."""

from functions.domain.metrics.business import MODEL_PROMOTED, WORLD_NOW
from functions.domain.metrics.labels import MODE, ROUND, SERVICE, TARGET
from functions.domain.metrics.metric import Metric
from functions.domain.metrics.outside import (
    ALERTMANAGER_CONFIG_LOADED,
    ALERTS_DROPPED,
    BLOCKS_SIZE,
    CERTIFICATE_EXPIRES,
    HEAD_SERIES,
    MLFLOW_LAST_RUN,
    MLFLOW_MODEL_VERSIONS,
    MLFLOW_RUNS,
    MLFLOW_RUNS_FAILED,
    NOTIFICATIONS,
    NOTIFICATIONS_FAILED,
    PROMETHEUS_CONFIG_LOADED,
    RENDER_CPU,
    RENDER_CPU_LIMIT,
    RENDER_DISK,
    RENDER_DISK_LIMIT,
    RENDER_MEMORY,
    RENDER_MEMORY_LIMIT,
    ROUND_LAST_SUCCESS,
    ROUNDS_FAILED,
    RULE_FAILURES,
)
from mlops.monitoring.dashboards.alerts import WHAT_IS_WRONG
from mlops.monitoring.dashboards.panel import (
    Dashboard,
    Panel,
    Query,
    Row,
    Unit,
    above,
    below,
    hourly,
    lines,
    values,
)
from mlops.monitoring.dashboards.promql import age, gauge, increase
from mlops.monitoring.dashboards.recorded import (
    CPU_SHARE,
    DISK_SHARE,
    MEMORY_SHARE,
    Recorded,
)

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
MODEL_AGE = f"{gauge(WORLD_NOW, MODE)} - on(mode) {gauge(MODEL_PROMOTED, MODE)}"

MODEL = Row(
    "Model",
    (
        values(
            "Age of the champion",
            Query(MODEL_AGE, "{{mode}}"),
            unit=Unit.SECONDS,
            note="By the world's clock.",
            steps=above(90 * DAY_S),
            width=6,
        ),
        values("Model versions", Query(gauge(MLFLOW_MODEL_VERSIONS), "versions"), unit=Unit.COUNT),
        values("Runs", Query(gauge(MLFLOW_RUNS), "runs"), unit=Unit.COUNT),
        values(
            "Runs that failed",
            Query(gauge(MLFLOW_RUNS_FAILED), "failed"),
            unit=Unit.COUNT,
            steps=above(1),
        ),
        values(
            "Since the newest run", Query(age(MLFLOW_LAST_RUN), "ago"), unit=Unit.SECONDS, width=6
        ),
    ),
)


def _of_limit(title: str, ratio: Recorded) -> Panel:
    return lines(
        f"{title}, share of the limit",
        Query(ratio.name, "{{service}}"),
        unit=Unit.SHARE,
        steps=above(0.8, 0.95),
    )


def _used(title: str, used: Metric, limit: Metric, unit: Unit) -> Panel:
    return lines(
        title,
        Query(gauge(used, SERVICE), "{{service}}"),
        Query(gauge(limit, SERVICE), "{{service}}: limit"),
        unit=unit,
    )


SERVICES = Row(
    "Services on Render",
    (
        _of_limit("Processor", CPU_SHARE),
        _of_limit("Memory", MEMORY_SHARE),
        _of_limit("Disk", DISK_SHARE),
        _used("Processor", RENDER_CPU, RENDER_CPU_LIMIT, Unit.CORES),
        _used("Memory", RENDER_MEMORY, RENDER_MEMORY_LIMIT, Unit.BYTES),
        _used("Disk", RENDER_DISK, RENDER_DISK_LIMIT, Unit.BYTES),
    ),
)
CERTIFICATES = f"{gauge(CERTIFICATE_EXPIRES, TARGET, how='min')} - time()"
WATCHERS = Row(
    "Who watches",
    (
        values(
            "Since a round succeeded",
            Query(age(ROUND_LAST_SUCCESS, ROUND), "{{round}}"),
            unit=Unit.SECONDS,
            steps=above(2 * HOUR_S, DAY_S),
            width=10,
        ),
        values(
            "Configuration in use",
            Query(gauge(PROMETHEUS_CONFIG_LOADED, how="min"), "Prometheus"),
            Query(gauge(ALERTMANAGER_CONFIG_LOADED, how="min"), "Alertmanager"),
            unit=Unit.YES_NO,
            steps=below(None, 1),
            width=7,
        ),
        values(
            "Certificates run out in",
            Query(CERTIFICATES, "{{target}}"),
            unit=Unit.SECONDS,
            steps=below(21 * DAY_S, 3 * DAY_S),
            width=7,
        ),
        hourly("Rounds that failed", Query(increase(ROUNDS_FAILED, ROUND), "{{round}}"), width=6),
        hourly(
            "Notifications",
            Query(increase(NOTIFICATIONS), "tried"),
            Query(increase(NOTIFICATIONS_FAILED), "failed"),
            Query(increase(ALERTS_DROPPED), "dropped by Prometheus"),
            Query(increase(RULE_FAILURES), "rules that failed"),
            width=6,
        ),
        lines("Series", Query(gauge(HEAD_SERIES), "in memory"), unit=Unit.COUNT, width=6),
        lines("Blocks on disk", Query(gauge(BLOCKS_SIZE), "blocks"), unit=Unit.BYTES, width=6),
    ),
)
MLOPS = Dashboard(
    "candor-mlops",
    "Candor: MLOps",
    "Is the model young, does training work, and are the services well?",
    (WHAT_IS_WRONG, MODEL, SERVICES, WATCHERS),
)
