"""Series that recording rules make, as far as panels ask for them."""

from dataclasses import dataclass

from functions.domain.metrics.browser import LAYOUT_SHIFT, WEB_VITAL
from functions.domain.metrics.business import ISSUE_DELAY
from functions.domain.metrics.labels import (
    HORIZON,
    JOB,
    ROUTE,
    SERVICE,
    STATUS_CLASS,
    TARGET,
    VENDOR,
    VENUE,
    VITAL,
)
from functions.domain.metrics.metric import Label, Metric
from functions.domain.metrics.outside import PROBE_SUCCESS
from functions.domain.metrics.serving import HTTP_REQUEST_DURATION, HTTP_REQUESTS
from functions.domain.metrics.work import (
    JOB_DURATION,
    VENDOR_CALL_DURATION,
    VENDOR_CALLS,
    VENUE_REQUESTS,
)

SLO = Label("slo", ("reads", "latency", "page", "forecasts", "ingest", "releases"))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A rule's series, named level:metric:operation, with the labels it has."""

    name: str
    help: str
    labels: tuple[Label, ...] = ()

    def by(self, label: Label) -> str:
        """The sum for each value of one of its labels."""
        if label not in self.labels:
            raise ValueError(f"{self.name} has no label {label.name}")
        return f"sum by ({label.name}) ({self.name})"


def _of(level: Label | str, metric: Metric, operation: str, *more: Label) -> Recorded:
    labels = (level, *more) if isinstance(level, Label) else more
    name = level.name if isinstance(level, Label) else level
    return Recorded(f"{name}:{metric.name}:{operation}", metric.help, labels)


REQUEST_RATE = _of(ROUTE, HTTP_REQUESTS, "rate5m", STATUS_CLASS)
ALL_REQUEST_RATE = _of("all", HTTP_REQUESTS, "rate5m")
ERROR_SHARE = Recorded(
    "all:candor_http_errors:ratio_rate5m",
    "Share of 5xx among the answers, those to schedulers left out.",
)
ROUTE_P95 = _of(ROUTE, HTTP_REQUEST_DURATION, "p95_rate5m")
READS_P50, READS_P95, READS_P99 = (
    _of("reads", HTTP_REQUEST_DURATION, f"{percent}_rate5m") for percent in ("p50", "p95", "p99")
)
JOB_P95 = _of(JOB, JOB_DURATION, "p95_rate6h")
ISSUE_P95 = _of(HORIZON, ISSUE_DELAY, "p95_rate6h")
VENUE_ERRORS = _of(VENUE, VENUE_REQUESTS, "error_ratio_rate3h")
VENDOR_ERRORS = _of(VENDOR, VENDOR_CALLS, "error_ratio_rate30m")
VENDOR_P95 = _of(VENDOR, VENDOR_CALL_DURATION, "p95_rate30m")
CPU_SHARE = Recorded(
    "service:candor_render_cpu:ratio", "Processor in use, as a share of the plan's.", (SERVICE,)
)
MEMORY_SHARE = Recorded(
    "service:candor_render_memory:ratio", "Memory in use, as a share of the plan's.", (SERVICE,)
)
DISK_SHARE = Recorded(
    "service:candor_render_disk:ratio", "Disk in use, as a share of the plan's.", (SERVICE,)
)
VITAL_P75 = _of(VITAL, WEB_VITAL, "p75_rate1d")
SHIFT_P75 = _of("all", LAYOUT_SHIFT, "p75_rate1d")
UPTIME_HOUR = _of(TARGET, PROBE_SUCCESS, "avg1h")
UPTIME = _of(TARGET, PROBE_SUCCESS, "avg1d")
OBJECTIVE = Recorded("slo:objective", "The share that was promised to be good.", (SLO,))
BUDGET_LEFT = Recorded(
    "slo:error_budget_remaining:ratio30d",
    "Share of what may fail in 30 days that has not failed yet; below 0 the promise is broken.",
    (SLO,),
)
ERRORS = {
    window: Recorded(
        f"slo:errors:ratio_rate{window}", f"Share that was bad in the last {window}.", (SLO,)
    )
    for window in ("5m", "1h", "6h", "1d", "3d", "30d")
}
RECORDED = (
    REQUEST_RATE,
    ALL_REQUEST_RATE,
    ERROR_SHARE,
    ROUTE_P95,
    READS_P50,
    READS_P95,
    READS_P99,
    JOB_P95,
    ISSUE_P95,
    VENUE_ERRORS,
    VENDOR_ERRORS,
    VENDOR_P95,
    CPU_SHARE,
    MEMORY_SHARE,
    DISK_SHARE,
    VITAL_P75,
    SHIFT_P75,
    UPTIME_HOUR,
    UPTIME,
    OBJECTIVE,
    BUDGET_LEFT,
    *ERRORS.values(),
)
