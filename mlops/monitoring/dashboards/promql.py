"""Expressions, made of the catalogue's entries: no series, label or value but those there are."""

import re

from functions.domain.metrics.labels import STATUS_CLASS
from functions.domain.metrics.metric import OTHER, Kind, Label, Metric, Teller
from functions.domain.metrics.outside import UP
from functions.domain.metrics.serving import CACHE_ANSWERS

Where = str | tuple[str, ...]
FAILED = {STATUS_CLASS.name: "5xx"}
NOT_ASKED_FOR_ITSELF = (CACHE_ANSWERS, UP)
"""Asked beside a counter, so that silence is not read as zero."""

NONE = "none"
"""Value of the label by which nothing was counted at all."""


def gauge(metric: Metric, *by: Label, how: str = "max", **where: Where) -> str:
    """A gauge's value, one series for each value of `by`."""
    _require(metric, Kind.GAUGE)
    return f"{how}{_by(metric, by)} ({metric.name}{_where(metric, where)})"


def age(metric: Metric, *by: Label) -> str:
    """Seconds since a gauge's time."""
    return f"time() - {gauge(metric, *by)}"


def rate(metric: Metric, *by: Label, window: str = "5m", **where: Where) -> str:
    """How fast a counter grows, a second."""
    return _growth("rate", metric, by, window, where)


def increase(metric: Metric, *by: Label, window: str = "1h", **where: Where) -> str:
    """How much a counter grew within the window."""
    return _growth("increase", metric, by, window, where)


def share(part: Metric, whole: Metric, *by: Label, window: str = "5m", **where: Where) -> str:
    """Which share of `whole` was `part` too; nothing where there was nothing to share.

    `where` narrows `part` only.
    """
    _require(part, Kind.COUNTER)
    _require(whole, Kind.COUNTER)
    of_part = f"{part.name}_total{_where(part, where)}"
    parts = f"sum{_by(part, by)} (rate({of_part}[{window}]))"
    wholes = f"sum{_by(whole, by)} (rate({whole.name}_total[{window}]))"
    return f"({parts} or 0 * {wholes}) / ({wholes} > 0)"


def quantile(
    share: float, metric: Metric, *by: Label, window: str = "5m", **where: Where
) -> str:  # fmt: skip
    """The value below which this share of a histogram's observations lies."""
    _require(metric, Kind.HISTOGRAM)
    le = ", ".join(("le", *_names(metric, by)))
    buckets = f"{metric.name}_bucket{_where(metric, where)}"
    return f"histogram_quantile({share:g}, sum by ({le}) (rate({buckets}[{window}])))"


def observations(metric: Metric, *by: Label, window: str = "5m", **where: Where) -> str:
    """How many observations a histogram had within the window."""
    _require(metric, Kind.HISTOGRAM)
    return f"sum{_by(metric, by)} (increase({metric.name}_count{_where(metric, where)}[{window}]))"


def _growth(
    function: str, metric: Metric, by: tuple[Label, ...], window: str, where: dict[str, Where]
) -> str:
    """A counter that never counted has no series: it is 0 as long as its teller is heard."""
    _require(metric, Kind.COUNTER)
    counted = f"{metric.name}_total{_where(metric, where)}"
    grown = f"sum{_by(metric, by)} ({function}({counted}[{window}]))"
    heard = {
        Teller.PRODUCT: f"{CACHE_ANSWERS.name} == 1",
        Teller.RELEASE: f"{CACHE_ANSWERS.name} == 1",
        Teller.WATCHER: f'{UP.name}{{job="watcher"}} == 1',
        Teller.SERVER: f'{UP.name}{{job="prometheus"}} == 1',
    }[metric.teller]
    nothing = f"sum(0 * ({heard}))"
    for name in _names(metric, by):
        nothing = f'label_replace({nothing}, "{name}", "{NONE}", "", "")'
    return f"{grown} or on() {nothing}"


def _require(metric: Metric, kind: Kind) -> None:
    if metric.kind is not kind:
        raise ValueError(f"{metric.name} is a {metric.kind}, not a {kind}")


def _names(metric: Metric, by: tuple[Label, ...]) -> tuple[str, ...]:
    for label in by:
        if label not in metric.labels:
            raise ValueError(f"{metric.name} has no label {label.name}")
    return tuple(label.name for label in by)


def _by(metric: Metric, by: tuple[Label, ...]) -> str:
    return f" by ({', '.join(_names(metric, by))})" if by else ""


def _where(metric: Metric, where: dict[str, Where]) -> str:
    matchers = []
    for name, wanted in where.items():
        label = next((one for one in metric.labels if one.name == name), None)
        if label is None:
            raise ValueError(f"{metric.name} has no label {name}")
        all_wanted = (wanted,) if isinstance(wanted, str) else wanted
        unknown = set(all_wanted) - {*label.values, OTHER}
        if unknown:
            raise ValueError(f"{name} is never {', '.join(sorted(unknown))}")
        if isinstance(wanted, str):
            matchers.append(f'{name}="{wanted}"')
        else:
            # A backslash stands for itself in an expression when it is written twice.
            either = "|".join(map(re.escape, wanted)).replace("\\", "\\\\")
            matchers.append(f'{name}=~"{either}"')
    return f"{{{', '.join(matchers)}}}" if matchers else ""
