"""What was promised to readers, what is left of it, and what they met."""

from functions.domain.metrics.browser import (
    BROWSER_ERRORS,
    PAGE_ACTIONS,
    PAGE_REPORTS,
    PAGE_VIEWS,
)
from functions.domain.metrics.labels import (
    ACTION,
    BROWSER_ERROR,
    PAGE,
    REPORT_OUTCOME,
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
    hourly,
    lines,
    values,
)
from mlops.monitoring.dashboards.promql import increase
from mlops.monitoring.dashboards.recorded import (
    BUDGET_LEFT,
    ERRORS,
    OBJECTIVE,
    SHIFT_P75,
    UPTIME,
    VITAL_P75,
)

BY_SLO = "{{slo}}"
UPTIME_DAYS = 90


def _burn(window: str) -> str:
    """How many times faster than allowed the budget is used up."""
    return f"{ERRORS[window].name} / on(slo) group_left() (1 - {OBJECTIVE.name})"


PROMISES_ROW = Row(
    "Promises",
    (
        values("Promised", Query(OBJECTIVE.name, BY_SLO), unit=Unit.SHARE, width=8),
        values(
            "Kept in 30 days",
            Query(f"1 - {ERRORS['30d'].name}", BY_SLO),
            unit=Unit.SHARE,
            note="What was measured.",
            width=8,
        ),
        values(
            "Budget left of 30 days",
            Query(BUDGET_LEFT.name, BY_SLO),
            unit=Unit.SHARE,
            note="Told once enough was counted to speak of a share.",
            steps=below(0.25, 0.0),
            width=8,
        ),
        lines(
            "Budget left",
            Query(f"clamp_min({BUDGET_LEFT.name}, -1)", BY_SLO),
            unit=Unit.SHARE,
            note="Less than −100 % is drawn there.",
            steps=below(0.25, 0.0),
            lowest=None,
            highest=1.0,
        ),
        lines(
            "Burn of the budget, fast",
            Query(_burn("5m"), f"{BY_SLO} 5m"),
            Query(_burn("1h"), f"{BY_SLO} 1h"),
            unit=Unit.PLAIN,
            note="1 uses the budget up in just 30 days; 14.4 uses up 2 % of it in an hour and"
            " pages.",
            steps=above(6, 14.4),
        ),
        lines(
            "Burn of the budget, slow",
            Query(_burn("6h"), f"{BY_SLO} 6h"),
            Query(_burn("1d"), f"{BY_SLO} 1d"),
            Query(_burn("3d"), f"{BY_SLO} 3d"),
            unit=Unit.PLAIN,
            note="1 uses the budget up in just 30 days.",
            steps=above(1, 6),
        ),
        Panel(
            "Uptime by day",
            Kind.DAYS,
            (Query(UPTIME.name, "{{target}}"),),
            Unit.SHARE,
            f"The last {UPTIME_DAYS} days, as probes from outside found them.",
            steps=below(0.999, 0.99),
            width=24,
            lowest=None,
            highest=1.0,
            days=UPTIME_DAYS,
        ),
    ),
)
BROWSER = Row(
    "In readers' browsers",
    (
        lines(
            "Web vitals, 75 of 100 within",
            Query(VITAL_P75.name, "{{vital}}"),
            unit=Unit.SECONDS,
            note="Of the last day. The largest paint (lcp) was promised within 3 s.",
            steps=above(3),
        ),
        lines(
            "Layout shift, 75 of 100 below",
            Query(SHIFT_P75.name, "shift"),
            unit=Unit.PLAIN,
            note="Of the last day; 0.1 is good, 0.25 is poor.",
            steps=above(0.1, 0.25),
        ),
        lines(
            "What went wrong in browsers",
            Query(increase(BROWSER_ERRORS, BROWSER_ERROR), "{{kind}}"),
            unit=Unit.COUNT,
            note="An hour's worth at each point; `none` means that nothing ever did.",
        ),
        hourly("Views", Query(increase(PAGE_VIEWS, PAGE), "{{page}}")),
        hourly("What readers did", Query(increase(PAGE_ACTIONS, ACTION), "{{action}}")),
        hourly("Reports of the page", Query(increase(PAGE_REPORTS, REPORT_OUTCOME), "{{outcome}}")),
    ),
)
PROMISES = Dashboard(
    "candor-slo",
    "Candor: promises",
    "What was promised, how much of it is left, and what did readers meet?",
    (WHAT_IS_WRONG, PROMISES_ROW, BROWSER),
)
