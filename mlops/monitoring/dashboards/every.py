"""All dashboards there are, and what they ask for."""

from mlops.monitoring.dashboards.asked import series_in
from mlops.monitoring.dashboards.forecasts import FORECASTS
from mlops.monitoring.dashboards.jobs import JOBS
from mlops.monitoring.dashboards.mlops import MLOPS
from mlops.monitoring.dashboards.panel import Dashboard
from mlops.monitoring.dashboards.promises import PROMISES
from mlops.monitoring.dashboards.releases import MARKS, RELEASES_BOARD
from mlops.monitoring.dashboards.service import SERVICE
from mlops.monitoring.dashboards.vendors import VENDORS

DASHBOARDS: tuple[Dashboard, ...] = (
    SERVICE,
    PROMISES,
    JOBS,
    FORECASTS,
    VENDORS,
    MLOPS,
    RELEASES_BOARD,
)


def expressions() -> list[str]:
    """Every expression of every panel, and of the marks across them."""
    return [one.expr for one in MARKS] + [
        query.expr
        for dashboard in DASHBOARDS
        for panel in dashboard.panels()
        for query in panel.queries
    ]


def names_asked() -> set[str]:
    """Names of all series that a panel asks for."""
    return {name for expr in expressions() for name in series_in(expr)}
