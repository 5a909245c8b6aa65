"""Whether readers are served: rate, errors, duration."""

from functions.domain.metrics.labels import ROTATED, ROUTE, SCRAPED, STATUS_CLASS, TARGET
from functions.domain.metrics.outside import (
    PROBE_DURATION,
    PROBE_SUCCESS,
    PROBES,
    PROBES_FAILED,
    SCRAPE_DURATION,
    UP,
)
from functions.domain.metrics.serving import (
    AGGREGATE_STARTED,
    CACHE_ANSWERS,
    DELTAS_DROPPED,
    FLUSHES_FAILED,
    FUNCTION_STARTS,
    HTTP_REQUESTS,
    HTTP_STALE_ANSWERS,
    PREVIOUS_SECRET_USED,
)
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
from mlops.monitoring.dashboards.promql import FAILED, age, gauge, increase, quantile, share
from mlops.monitoring.dashboards.recorded import (
    ALL_REQUEST_RATE,
    ERROR_SHARE,
    READS_P50,
    READS_P95,
    READS_P99,
    REQUEST_RATE,
    ROUTE_P95,
    UPTIME_HOUR,
)

NOW = Row(
    "Now",
    (
        values(
            "Requests", Query(ALL_REQUEST_RATE.name, "all routes"), unit=Unit.PER_SECOND, width=6
        ),
        values(
            "Failed",
            Query(ERROR_SHARE.name, "5xx"),
            unit=Unit.SHARE,
            steps=above(0.001, 0.01),
            width=6,
        ),
        values(
            "Reads, 95 of 100 within",
            Query(READS_P95.name, "p95"),
            unit=Unit.SECONDS,
            note="What is promised is 0.2 s.",
            steps=above(0.2, 1.0),
            width=6,
        ),
        values(
            "Stale answers, last hour",
            Query(increase(HTTP_STALE_ANSWERS), "answers"),
            unit=Unit.COUNT,
            steps=above(1),
            width=6,
        ),
        values(
            "Probes answered",
            Query(gauge(PROBE_SUCCESS, TARGET, how="min"), "{{target}}"),
            unit=Unit.YES_NO,
            steps=below(None, 1),
            width=12,
        ),
        values(
            "Redis answers",
            Query(gauge(CACHE_ANSWERS, how="min"), "cache"),
            unit=Unit.YES_NO,
            steps=below(None, 1),
        ),
        values(
            "Scrapes answered",
            Query(gauge(UP, SCRAPED, how="min"), "{{job}}"),
            unit=Unit.YES_NO,
            steps=below(None, 1),
            width=8,
        ),
    ),
)
REQUESTS = Row(
    "Requests",
    (
        Panel(
            "Requests by route",
            Kind.LINES,
            (Query(REQUEST_RATE.by(ROUTE), "{{route}}"),),
            Unit.PER_SECOND,
        ),
        Panel(
            "Answers by status",
            Kind.LINES,
            (Query(REQUEST_RATE.by(STATUS_CLASS), "{{status_class}}"),),
            Unit.PER_SECOND,
        ),
        Panel(
            "Share of 5xx by route",
            Kind.LINES,
            (Query(share(HTTP_REQUESTS, HTTP_REQUESTS, ROUTE, **FAILED), "{{route}}"),),
            Unit.SHARE,
            steps=above(0.001, 0.01),
        ),
        Panel(
            "Duration of reads",
            Kind.LINES,
            (
                Query(READS_P50.name, "p50"),
                Query(READS_P95.name, "p95"),
                Query(READS_P99.name, "p99"),
            ),
            Unit.SECONDS,
            steps=above(0.2, 1.0),
        ),
        Panel(
            "95 of 100 within, by route",
            Kind.LINES,
            (Query(ROUTE_P95.name, "{{route}}"),),
            Unit.SECONDS,
        ),
        Panel(
            "Stale answers by route",
            Kind.LINES,
            (Query(increase(HTTP_STALE_ANSWERS, ROUTE), "{{route}}"),),
            Unit.COUNT,
            "An hour's worth at each point.",
        ),
    ),
)
OUTSIDE = Row(
    "From outside",
    (
        Panel(
            "Answered rightly in the last hour",
            Kind.LINES,
            (Query(UPTIME_HOUR.name, "{{target}}"),),
            Unit.SHARE,
            highest=1.0,
        ),
        Panel(
            "95 of 100 probes within",
            Kind.LINES,
            (Query(quantile(0.95, PROBE_DURATION, TARGET, window="30m"), "{{target}}"),),
            Unit.SECONDS,
        ),
        Panel(
            "Share of probes that failed",
            Kind.LINES,
            (Query(share(PROBES_FAILED, PROBES, TARGET, window="1h"), "{{target}}"),),
            Unit.SHARE,
            "Over an hour.",
            steps=above(0.01, 0.1),
            highest=1.0,
        ),
    ),
)
COUNTING = Row(
    "How functions are counted",
    (
        Panel(
            "Starts of functions",
            Kind.LINES,
            (Query(increase(FUNCTION_STARTS), "starts"),),
            Unit.COUNT,
            "An hour's worth at each point.",
            width=6,
        ),
        Panel(
            "Flushes that failed, deltas given up",
            Kind.LINES,
            (
                Query(increase(FLUSHES_FAILED), "flushes failed"),
                Query(increase(DELTAS_DROPPED), "deltas dropped"),
            ),
            Unit.COUNT,
            "An hour's worth at each point.",
            width=6,
        ),
        Panel(
            "Age of the aggregate",
            Kind.LINES,
            (Query(age(AGGREGATE_STARTED), "since it began"),),
            Unit.SECONDS,
            "A fall is a loss.",
            width=6,
        ),
        Panel(
            "Duration of scrapes",
            Kind.LINES,
            (Query(gauge(SCRAPE_DURATION, SCRAPED), "{{job}}"),),
            Unit.SECONDS,
            width=6,
        ),
        Panel(
            "Since a replaced secret was used",
            Kind.LINES,
            (Query(age(PREVIOUS_SECRET_USED, ROTATED), "{{secret}}"),),
            Unit.SECONDS,
            "Grows once all callers have the new one: retire the one before then.",
            width=24,
        ),
    ),
)
SERVICE = Dashboard(
    "candor-service",
    "Candor: service",
    "Are readers served, how fast, and how often not?",
    (WHAT_IS_WRONG, NOW, REQUESTS, OUTSIDE, COUNTING),
)
