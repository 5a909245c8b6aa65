"""A panel in words: its own, then the catalogue's of all that it asks for."""

from mlops.monitoring.dashboards.asked import metrics_in, series_in
from mlops.monitoring.dashboards.panel import Panel
from mlops.monitoring.dashboards.promql import NOT_ASKED_FOR_ITSELF
from mlops.monitoring.dashboards.recorded import RECORDED


def explain(panel: Panel) -> str:
    """Its description, a sentence for each metric."""
    exprs = [query.expr for query in panel.queries]
    names = {name for expr in exprs for name in series_in(expr)}
    metrics = metrics_in(exprs)
    if len(metrics) > 1:
        metrics = [one for one in metrics if one not in NOT_ASKED_FOR_ITSELF]
    helps = [one.help for one in metrics] + [one.help for one in RECORDED if one.name in names]
    told = [panel.note, *helps]
    return " ".join(dict.fromkeys(filter(None, told)))
