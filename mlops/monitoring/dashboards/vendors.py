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
    Kind,
    Panel,
    Query,
    Row,
    Unit,
    above,
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
        Panel(
            "Requests by how they ended",
            Kind.LINES,
            (Query(increase(VENUE_REQUESTS, VENUE, CALL_OUTCOME), "{{venue}} {{outcome}}"),),
            Unit.COUNT,
            "An hour's worth at each point.",
            width=12,
        ),
        Panel(
            "95 of 100 within",
            Kind.LINES,
            (Query(quantile(0.95, VENUE_REQUEST_DURATION, VENUE, window="3h"), "{{venue}}"),),
            Unit.SECONDS,
            "Of the last 3 hours.",
            width=12,
        ),
    ),
)
VENDORS_ROW = Row(
    "Vendors",
    (
        Panel(
            "Calls by how they ended",
            Kind.LINES,
            (Query(rate(VENDOR_CALLS, VENDOR, CALL_OUTCOME), "{{vendor}} {{outcome}}"),),
            Unit.PER_SECOND,
        ),
        Panel(
            "95 of 100 within",
            Kind.LINES,
            (Query(VENDOR_P95.name, "{{vendor}}"),),
            Unit.SECONDS,
        ),
        Panel(
            "Breakers opened",
            Kind.LINES,
            (Query(increase(BREAKER_OPENED, VENDOR), "{{vendor}}"),),
            Unit.COUNT,
            "An hour's worth at each point; `none` means that none ever opened.",
        ),
    ),
)
DATABASE = Row(
    "Database",
    (
        Panel(
            "Waits for a connection",
            Kind.LINES,
            (
                Query(quantile(0.5, DATABASE_CHECKOUT_DURATION, window="1h"), "p50"),
                Query(quantile(0.95, DATABASE_CHECKOUT_DURATION, window="1h"), "p95"),
            ),
            Unit.SECONDS,
            "Of the last hour.",
        ),
        Panel(
            "Connections held, 95 of 100 within",
            Kind.LINES,
            (Query(quantile(0.95, DATABASE_WORK_DURATION, STORE, window="1h"), "{{store}}"),),
            Unit.SECONDS,
            "Of the last hour.",
            steps=above(0.5),
        ),
        Panel(
            "Held too long, waits in vain",
            Kind.LINES,
            (
                Query(increase(DATABASE_SLOW_WORK, STORE), "slow: {{store}}"),
                Query(increase(DATABASE_CHECKOUTS_FAILED), "waits in vain"),
            ),
            Unit.COUNT,
            "An hour's worth at each point.",
        ),
        Panel(
            "Connections",
            Kind.LINES,
            (Query(gauge(DATABASE_CONNECTIONS), "connections"),),
            Unit.COUNT,
        ),
        Panel("Size", Kind.LINES, (Query(gauge(DATABASE_SIZE), "database"),), Unit.BYTES),
        Panel(
            "Quotas in use",
            Kind.LINES,
            (Query(gauge(QUOTA_USED, QUOTA), "{{quota}}"),),
            Unit.SHARE,
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
