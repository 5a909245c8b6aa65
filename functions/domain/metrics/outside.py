"""What the watcher tells, which looks at the product from outside, and the servers' own series."""

from functions.domain.metrics.labels import (
    ALERT_STATE,
    QUOTA,
    ROUND,
    SCRAPED,
    SERVICE,
    SEVERITY,
    TARGET,
)
from functions.domain.metrics.metric import Kind, Label, Metric, Teller
from functions.domain.metrics.work import CALL_BUCKETS


def _gauge(name: str, help: str, *labels: Label, unit: str = "") -> Metric:
    return Metric(name, Kind.GAUGE, help, labels, unit, teller=Teller.WATCHER)


def _server(name: str, kind: Kind, help: str, *labels: Label) -> Metric:
    return Metric(name, kind, help, labels, teller=Teller.SERVER)


PROBE_SUCCESS = _gauge(
    "candor_probe_success", "Whether the target answered its last probe rightly.", TARGET
)
PROBES = Metric("candor_probes", Kind.COUNTER, "Probes made.", (TARGET,), teller=Teller.WATCHER)
PROBES_FAILED = Metric(
    "candor_probes_failed",
    Kind.COUNTER,
    "Probes that were not answered rightly.",
    (TARGET,),
    teller=Teller.WATCHER,
)
PROBE_DURATION = Metric(
    "candor_probe_duration_seconds",
    Kind.HISTOGRAM,
    "How long a probe took, from opening the connection.",
    (TARGET,),
    "seconds",
    CALL_BUCKETS,
    Teller.WATCHER,
)
CERTIFICATE_EXPIRES = _gauge(
    "candor_certificate_expires_timestamp_seconds",
    "When the target's certificate runs out.",
    TARGET,
    unit="timestamp_seconds",
)
RENDER_CPU = _gauge("candor_render_cpu_cores", "Processor in use, in cores.", SERVICE, unit="cores")
RENDER_CPU_LIMIT = _gauge(
    "candor_render_cpu_limit_cores", "Processor of the plan, in cores.", SERVICE, unit="cores"
)
RENDER_MEMORY = _gauge("candor_render_memory_bytes", "Memory in use.", SERVICE, unit="bytes")
RENDER_MEMORY_LIMIT = _gauge(
    "candor_render_memory_limit_bytes", "Memory of the plan.", SERVICE, unit="bytes"
)
RENDER_DISK = _gauge("candor_render_disk_bytes", "Disk in use.", SERVICE, unit="bytes")
RENDER_DISK_LIMIT = _gauge(
    "candor_render_disk_limit_bytes", "Size of the disk.", SERVICE, unit="bytes"
)
MLFLOW_MODEL_VERSIONS = _gauge("candor_mlflow_model_versions", "Versions in MLflow's registry.")
MLFLOW_RUNS = _gauge("candor_mlflow_runs", "Runs on record in MLflow.")
MLFLOW_RUNS_FAILED = _gauge("candor_mlflow_runs_failed", "Those of them that failed.")
MLFLOW_LAST_RUN = _gauge(
    "candor_mlflow_last_run_timestamp_seconds",
    "When the newest run ended.",
    unit="timestamp_seconds",
)
QUOTA_USED = _gauge(
    "candor_quota_used_ratio", "Share of a plan's quota in use.", QUOTA, unit="ratio"
)
ROUND_LAST_SUCCESS = _gauge(
    "candor_watcher_round_last_success_timestamp_seconds",
    "When a round of the watcher last did all it was to do.",
    ROUND,
    unit="timestamp_seconds",
)
ROUNDS_FAILED = Metric(
    "candor_watcher_rounds_failed",
    Kind.COUNTER,
    "Rounds of the watcher that failed.",
    (ROUND,),
    teller=Teller.WATCHER,
)
UP = _server("up", Kind.GAUGE, "Whether a scrape was answered.", SCRAPED)
SCRAPE_DURATION = _server("scrape_duration_seconds", Kind.GAUGE, "How long a scrape took.", SCRAPED)
ALERTS = _server("ALERTS", Kind.GAUGE, "Alerts that are pending or firing.", ALERT_STATE, SEVERITY)
PROMETHEUS_CONFIG_LOADED = _server(
    "prometheus_config_last_reload_successful", Kind.GAUGE, "Whether the configuration is in use."
)
RULE_FAILURES = _server(
    "prometheus_rule_evaluation_failures", Kind.COUNTER, "Rules that could not be evaluated."
)
ALERTS_DROPPED = _server(
    "prometheus_notifications_dropped", Kind.COUNTER, "Alerts that did not get through."
)
HEAD_SERIES = _server("prometheus_tsdb_head_series", Kind.GAUGE, "Series that Prometheus holds.")
BLOCKS_SIZE = _server(
    "prometheus_tsdb_storage_blocks_bytes", Kind.GAUGE, "What Prometheus keeps on disk."
)
NOTIFICATIONS = _server("alertmanager_notifications", Kind.COUNTER, "Notifications tried.")
NOTIFICATIONS_FAILED = _server(
    "alertmanager_notifications_failed", Kind.COUNTER, "Notifications that failed."
)
ALERTMANAGER_CONFIG_LOADED = _server(
    "alertmanager_config_last_reload_successful",
    Kind.GAUGE,
    "Whether Alertmanager's configuration is in use.",
)
SERVERS = (
    UP,
    SCRAPE_DURATION,
    ALERTS,
    PROMETHEUS_CONFIG_LOADED,
    RULE_FAILURES,
    ALERTS_DROPPED,
    HEAD_SERIES,
    BLOCKS_SIZE,
    NOTIFICATIONS,
    NOTIFICATIONS_FAILED,
    ALERTMANAGER_CONFIG_LOADED,
)
WATCHED = (
    PROBE_SUCCESS,
    PROBES,
    PROBES_FAILED,
    PROBE_DURATION,
    CERTIFICATE_EXPIRES,
    RENDER_CPU,
    RENDER_CPU_LIMIT,
    RENDER_MEMORY,
    RENDER_MEMORY_LIMIT,
    RENDER_DISK,
    RENDER_DISK_LIMIT,
    MLFLOW_MODEL_VERSIONS,
    MLFLOW_RUNS,
    MLFLOW_RUNS_FAILED,
    MLFLOW_LAST_RUN,
    QUOTA_USED,
    ROUND_LAST_SUCCESS,
    ROUNDS_FAILED,
)
OUTSIDE = (*WATCHED, *SERVERS)
