"""Whether the forecasts are as good as they say, and in time."""

from functions.domain.metrics.business import (
    COVERAGE,
    ISSUE_DELAY,
    MATURED_UNSCORED,
    PINBALL_RATIO,
    PINBALL_RATIO_LOW,
    SLOTS_ISSUED,
    SLOTS_MISSED,
    SLOTS_SCORED,
)
from functions.domain.metrics.labels import BASELINE, HORIZON, LEVEL
from mlops.monitoring.dashboards.alerts import WHAT_IS_WRONG
from mlops.monitoring.dashboards.panel import (
    Dashboard,
    Level,
    Panel,
    Query,
    Row,
    Step,
    Unit,
    above,
    lines,
    values,
)
from mlops.monitoring.dashboards.promql import gauge, increase, quantile
from mlops.monitoring.dashboards.recorded import ISSUE_P95

BY_HORIZON = "{{horizon}}"

NOW = Row(
    "Last day",
    (
        values(
            "Issued", Query(increase(SLOTS_ISSUED, HORIZON, window="1d"), BY_HORIZON),
            unit=Unit.COUNT, width=6
        ),
        values(
            "Missed", Query(increase(SLOTS_MISSED, HORIZON, window="1d"), BY_HORIZON),
            unit=Unit.COUNT, steps=above(1, 3), width=6
        ),
        values(
            "Scored", Query(increase(SLOTS_SCORED, HORIZON, window="1d"), BY_HORIZON),
            unit=Unit.COUNT, width=6
        ),
        values(
            "Matured and not scored", Query(gauge(MATURED_UNSCORED, HORIZON), BY_HORIZON),
            unit=Unit.COUNT, steps=above(2, 12), width=6
        ),
    ),
)  # fmt: skip
TIME = Row(
    "In time",
    (
        lines(
            "From cutoff to forecast",
            Query(quantile(0.5, ISSUE_DELAY, HORIZON, window="6h"), f"{BY_HORIZON} p50"),
            Query(ISSUE_P95.name, f"{BY_HORIZON} p95"),
            unit=Unit.SECONDS,
            note="The deadline is at 600 s. Of the last 6 hours.",
            steps=above(300, 600),
        ),
        lines(
            "Missed slots",
            Query(increase(SLOTS_MISSED, HORIZON), BY_HORIZON),
            unit=Unit.COUNT,
            note="An hour's worth at each point; `none` means that none was ever missed.",
        ),
        lines(
            "Matured and not scored",
            Query(gauge(MATURED_UNSCORED, HORIZON), BY_HORIZON),
            unit=Unit.COUNT,
        ),
    ),
)


def _coverage(level: str) -> Panel:
    promised = int(level) / 100
    return lines(
        f"Coverage of the {level} % interval",
        Query(gauge(COVERAGE, HORIZON, level=level), BY_HORIZON),
        unit=Unit.SHARE,
        note=f"The line is at {promised:g}: as many outcomes should lie inside.",
        steps=(Step(None, Level.PLAIN), Step(promised, Level.GOOD)),
        width=24 // len(LEVEL.values),
        lowest=None,
        highest=None,
    )


def _against(baseline: str) -> Panel:
    return lines(
        f"Loss against {baseline}",
        Query(gauge(PINBALL_RATIO, HORIZON, baseline=baseline), BY_HORIZON),
        unit=Unit.PLAIN,
        steps=above(1.0),
        width=24 // len(BASELINE.values),
        lowest=None,
    )


LOSS_LOW = lines(
    "Lower end of the loss against each baseline",
    Query(gauge(PINBALL_RATIO_LOW, HORIZON, BASELINE), "{{horizon}} {{baseline}}"),
    unit=Unit.PLAIN,
    steps=above(1.0),
    width=24,
    lowest=None,
)
FORECASTS = Dashboard(
    "candor-forecasts",
    "Candor: forecasts",
    "Are the forecasts in time, calibrated, and better than simple ones?",
    (
        WHAT_IS_WRONG,
        NOW,
        TIME,
        Row("Calibration", tuple(map(_coverage, LEVEL.values))),
        Row("Skill", (*map(_against, BASELINE.values), LOSS_LOW)),
    ),
)
