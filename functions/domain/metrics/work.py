"""Jobs, and what stands behind them: venues, vendors, the database."""

from functions.domain.metrics.labels import (
    CALL_OUTCOME,
    JOB,
    JOB_OUTCOME,
    STORE,
    VENDOR,
    VENUE,
)
from functions.domain.metrics.metric import Kind, Metric

JOB_BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0)
CALL_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

JOB_RUNS = Metric(
    "candor_job_runs", Kind.COUNTER, "Runs of a job, by how they ended.", (JOB, JOB_OUTCOME)
)
JOB_DURATION = Metric(
    "candor_job_duration_seconds",
    Kind.HISTOGRAM,
    "How long a job ran, whatever came of it.",
    (JOB,),
    "seconds",
    JOB_BUCKETS,
)
JOB_LAST_SUCCESS = Metric(
    "candor_job_last_success_timestamp_seconds",
    Kind.GAUGE,
    "When a job last did all there was to do, by the wall clock.",
    (JOB,),
    "timestamp_seconds",
)
VENUE_REQUESTS = Metric(
    "candor_venue_requests",
    Kind.COUNTER,
    "Requests to a venue, by how they ended.",
    (VENUE, CALL_OUTCOME),
)
VENUE_REQUEST_DURATION = Metric(
    "candor_venue_request_duration_seconds",
    Kind.HISTOGRAM,
    "How long a venue took, whatever it said.",
    (VENUE,),
    "seconds",
    CALL_BUCKETS,
)
VENDOR_CALLS = Metric(
    "candor_vendor_calls",
    Kind.COUNTER,
    "Calls of a vendor, by how they ended.",
    (VENDOR, CALL_OUTCOME),
)
VENDOR_CALL_DURATION = Metric(
    "candor_vendor_call_duration_seconds",
    Kind.HISTOGRAM,
    "How long a vendor took, whatever it said.",
    (VENDOR,),
    "seconds",
    CALL_BUCKETS,
)
BREAKER_OPENED = Metric(
    "candor_breaker_opened",
    Kind.COUNTER,
    "Times that a vendor's circuit breaker opened.",
    (VENDOR,),
)
DATABASE_CHECKOUT_DURATION = Metric(
    "candor_database_checkout_duration_seconds",
    Kind.HISTOGRAM,
    "How long a caller waited for a connection of the pool.",
    (),
    "seconds",
    CALL_BUCKETS,
)
DATABASE_CHECKOUTS_FAILED = Metric(
    "candor_database_checkouts_failed",
    Kind.COUNTER,
    "Waits for a connection of the pool that ended without one.",
)
DATABASE_WORK_DURATION = Metric(
    "candor_database_work_duration_seconds",
    Kind.HISTOGRAM,
    "How long a connection was held, by who held it.",
    (STORE,),
    "seconds",
    CALL_BUCKETS,
)
DATABASE_SLOW_WORK = Metric(
    "candor_database_slow_work",
    Kind.COUNTER,
    "Times that a connection was held for longer than half a second; the log says where.",
    (STORE,),
)
WORK = (
    JOB_RUNS,
    JOB_DURATION,
    JOB_LAST_SUCCESS,
    VENUE_REQUESTS,
    VENUE_REQUEST_DURATION,
    VENDOR_CALLS,
    VENDOR_CALL_DURATION,
    BREAKER_OPENED,
    DATABASE_CHECKOUT_DURATION,
    DATABASE_CHECKOUTS_FAILED,
    DATABASE_WORK_DURATION,
    DATABASE_SLOW_WORK,
)
