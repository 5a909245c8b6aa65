"""What is wrong now, at the top of every dashboard."""

from functions.domain.metrics.outside import ALERTS
from mlops.monitoring.dashboards.panel import Kind, Panel, Query, Row, Unit

WHAT_IS_WRONG = Row(
    "What is wrong",
    (
        Panel(
            "Firing and pending",
            Kind.ALERTS,
            (Query(f'{ALERTS.name}{{severity!="none"}}'),),
            Unit.PLAIN,
            "With a link to the runbook. Nothing here is good news only while the watchdog"
            " in the table fires.",
            width=10,
            height=6,
        ),
        Panel(
            "All alerts, the watchdog too",
            Kind.TABLE,
            (Query(ALERTS.name),),
            Unit.PLAIN,
            "The watchdog always fires: without it Prometheus evaluates no rules.",
            width=14,
            height=6,
        ),
    ),
)
