"""What the product stands on: venues, vendors, the database, quotas."""

from functions.domain.metrics.business import DATABASE_CONNECTIONS, DATABASE_SIZE
from functions.domain.metrics.labels import CALL_OUTCOME, QUOTA, STORE, VENDOR, VENUE
from functions.domain.metrics.outside import QUOTA_USED
from functions.domain.metrics.work import (
    BREAKER_OPENED,
    DATABASE_CHECKOUT_DURATION,
    DATABASE_CHECKOUTS_FAILED,
    DATABASE_SLOW_WORK,
    DATABASE_WORK_DURATION,
    VENDOR_CALLS,
    VENUE_REQUEST_DURATION,
    VENUE_REQUESTS,
)
from mlops.monitoring.dashboards.alerts import WHAT_IS_WRONG
from mlops.monitoring.dashboards.panel import (
    Dashboard,
    Query,
    Row,
    Unit,
    above,
    hourly,
    lines,
    values,
)
from mlops.monitoring.dashboards.promql import gauge, increase, quantile, rate
from mlops.monitoring.dashboards.recorded import VENDOR_ERRORS, VENDOR_P95, VENUE_ERRORS

NOW = Row(
    "Now",
    (
        values(
            "Venue requests that failed",
            Query(VENUE_ERRORS.name, "{{venue}}"),
            unit=Unit.SHARE,
            note="Of those of the last 3 hours.",
            steps=above(0.1, 0.5),
            width=8,
        ),
        values(
            "Vendor calls that failed",
            Query(VENDOR_ERRORS.name, "{{vendor}}"),
            unit=Unit.SHARE,
            note="Of those of the last half hour.",
            steps=above(0.01, 0.1),
            width=8,
        ),
        values(
            "Quota in use",
            Query(gauge(QUOTA_USED, QUOTA), "{{quota}}"),
            unit=Unit.SHARE,
            steps=above(0.8, 0.95),
        ),
        values("Database", Query(gauge(DATABASE_SIZE), "size"), unit=Unit.BYTES),
    ),
)
VENUES = Row(
    "Venues",
    (
        hourly(
            "Requests by how they ended",
            Query(increase(VENUE_REQUESTS, VENUE, CALL_OUTCOME), "{{venue}} {{outcome}}"),
            width=12,
        ),
        lines(
            "95 of 100 within",
            Query(quantile(0.95, VENUE_REQUEST_DURATION, VENUE, window="3h"), "{{venue}}"),
            unit=Unit.SECONDS,
            note="Of the last 3 hours.",
            width=12,
        ),
    ),
)
VENDORS_ROW = Row(
    "Vendors",
    (
        lines(
            "Calls by how they ended",
            Query(rate(VENDOR_CALLS, VENDOR, CALL_OUTCOME), "{{vendor}} {{outcome}}"),
            unit=Unit.PER_SECOND,
        ),
        lines("95 of 100 within", Query(VENDOR_P95.name, "{{vendor}}"), unit=Unit.SECONDS),
        lines(
            "Breakers opened",
            Query(increase(BREAKER_OPENED, VENDOR), "{{vendor}}"),
            unit=Unit.COUNT,
            note="An hour's worth at each point; `none` means that none ever opened.",
        ),
    ),
)
DATABASE = Row(
    "Database",
    (
        lines(
            "Waits for a connection",
            Query(quantile(0.5, DATABASE_CHECKOUT_DURATION, window="1h"), "p50"),
            Query(quantile(0.95, DATABASE_CHECKOUT_DURATION, window="1h"), "p95"),
            unit=Unit.SECONDS,
            note="Of the last hour.",
        ),
        lines(
            "Connections held, 95 of 100 within",
            Query(quantile(0.95, DATABASE_WORK_DURATION, STORE, window="1h"), "{{store}}"),
            unit=Unit.SECONDS,
            note="Of the last hour.",
            steps=above(0.5),
        ),
        hourly(
            "Held too long, waits in vain",
            Query(increase(DATABASE_SLOW_WORK, STORE), "slow: {{store}}"),
            Query(increase(DATABASE_CHECKOUTS_FAILED), "waits in vain"),
        ),
        lines("Connections", Query(gauge(DATABASE_CONNECTIONS), "connections"), unit=Unit.COUNT),
        lines("Size", Query(gauge(DATABASE_SIZE), "database"), unit=Unit.BYTES),
        lines(
            "Quotas in use",
            Query(gauge(QUOTA_USED, QUOTA), "{{quota}}"),
            unit=Unit.SHARE,
            steps=above(0.8, 0.95),
            highest=1.0,
        ),
    ),
)
VENDORS = Dashboard(
    "candor-vendors",
    "Candor: vendors",
    "Do venues, vendors and the database answer, and how much of the plans is used?",
    (WHAT_IS_WRONG, NOW, VENUES, VENDORS_ROW, DATABASE),
)
