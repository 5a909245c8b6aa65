"""Requests, and the aggregate that they are counted in."""

from functions.domain.metrics.labels import ROTATED, ROUTE, STATUS_CLASS
from functions.domain.metrics.metric import Kind, Metric

REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0)

HTTP_REQUESTS = Metric(
    "candor_http_requests",
    Kind.COUNTER,
    "Requests answered.",
    (ROUTE, STATUS_CLASS),
)
HTTP_REQUEST_DURATION = Metric(
    "candor_http_request_duration_seconds",
    Kind.HISTOGRAM,
    "Time from a request's arrival to its answer's last byte.",
    (ROUTE,),
    "seconds",
    REQUEST_BUCKETS,
)
HTTP_STALE_ANSWERS = Metric(
    "candor_http_stale_answers",
    Kind.COUNTER,
    "Answers with the last known figures, because the database did not answer.",
    (ROUTE,),
)
FUNCTION_STARTS = Metric(
    "candor_function_starts",
    Kind.COUNTER,
    "Processes that answered their first request.",
)
FLUSHES_FAILED = Metric(
    "candor_metrics_flushes_failed",
    Kind.COUNTER,
    "Flushes that the aggregate did not confirm; what they carried is sent again.",
)
DELTAS_DROPPED = Metric(
    "candor_metrics_deltas_dropped",
    Kind.COUNTER,
    "Deltas given up: the aggregate was away for too long, or they were too many or no numbers.",
)
AGGREGATE_STARTED = Metric(
    "candor_metrics_aggregate_started_timestamp_seconds",
    Kind.GAUGE,
    "When the aggregate began to count; a new value is a loss of everything before.",
    unit="timestamp_seconds",
)
CACHE_ANSWERS = Metric(
    "candor_cache_answers",
    Kind.GAUGE,
    "Whether the shared cache answered this scrape; 0 means that the rest is absent.",
)
PREVIOUS_SECRET_USED = Metric(
    "candor_previous_secret_used_timestamp_seconds",
    Kind.GAUGE,
    "When a caller last showed the secret that a rotation replaced.",
    (ROTATED,),
    "timestamp_seconds",
)
SERVING = (
    HTTP_REQUESTS,
    HTTP_REQUEST_DURATION,
    HTTP_STALE_ANSWERS,
    FUNCTION_STARTS,
    FLUSHES_FAILED,
    DELTAS_DROPPED,
    AGGREGATE_STARTED,
    CACHE_ANSWERS,
    PREVIOUS_SECRET_USED,
)
