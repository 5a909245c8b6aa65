"""For which share of each day every target was up, as far as Prometheus remembers."""

from datetime import date, datetime, time, timedelta

from functions.documents.watch_report import DAYS_KEPT, DAYS_MAX, WatchedDay
from functions.domain.metrics.outside import PROBE_SUCCESS, PROBES
from mlops.monitoring.watcher.prometheus import Prometheus

DAILY = "target:candor_probe_success:avg1d"
"""A recording rule; at midnight it is the day that ended."""
COUNTED_DAYS = 3
"""Days that are asked of the samples themselves, today among them: exact, with their count."""
DAY = timedelta(days=1)
DAY_S_MIN = 60.0
"""A day has to be so old before it is spoken of."""
COMPONENTS = {"forecast": "forecasts"}
"""Targets that go by another name than the component that alerts and the status name."""


def component_of(target: str) -> str:
    """The component that a target's probes speak of."""
    return COMPONENTS.get(target, target)


async def watched_days(prometheus: Prometheus, now: datetime) -> list[WatchedDay]:
    """The newest first. A day of which nothing is known is left out."""
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    days: dict[tuple[date, str], WatchedDay] = {}
    for labels, values in await prometheus.range(
        f"max by (target) ({DAILY})", midnight - (DAYS_KEPT - 2) * DAY, midnight, DAY
    ):
        for at, up in values:
            _tell(days, (at - DAY).date(), labels["target"], up, None)
    for back in range(COUNTED_DAYS):
        first = midnight - back * DAY
        last = min(now, first + DAY)
        if (last - first).total_seconds() < DAY_S_MIN:
            continue
        up_by, probes_by = await _counted(prometheus, last, last - first)
        for target, up in up_by.items():
            _tell(days, first.date(), target, up, round(probes_by.get(target, 0)))
    newest = sorted(days.values(), key=lambda one: (-one.date.toordinal(), one.component))
    return newest[:DAYS_MAX]


async def _counted(
    prometheus: Prometheus, at: datetime, span: timedelta
) -> tuple[dict[str, float], dict[str, float]]:
    """By target: the share of the span up to `at` in which it was up, and its probes."""
    window = f"{span.total_seconds():.0f}s"
    up = f"avg by (target) (avg_over_time({PROBE_SUCCESS.series[0]}[{window}]))"
    probes = f"sum by (target) (increase({PROBES.series[0]}[{window}]))"
    return (
        {labels["target"]: value for labels, value in await prometheus.instant(up, at)},
        {labels["target"]: value for labels, value in await prometheus.instant(probes, at)},
    )


def _tell(
    days: dict[tuple[date, str], WatchedDay],
    day: date,
    target: str,
    up: float,
    probes: int | None,
) -> None:
    component = component_of(target)
    share = min(1.0, max(0.0, up))
    days[day, component] = WatchedDay(date=day, component=component, up=share, probes=probes)
