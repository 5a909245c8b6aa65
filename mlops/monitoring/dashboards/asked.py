"""What an expression asks for: its series, its labels, the catalogue's entries."""

from collections.abc import Iterable

from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.metric import Metric
from mlops.monitoring.promql import grouped_labels, selectors


def series_in(expr: str) -> set[str]:
    """Names of all series that an expression asks for.

    >>> sorted(series_in('sum by (le) (rate(a_bucket{b="c"}[5m])) / on(x) slo:d > 0.5'))
    ['a_bucket', 'slo:d']
    """
    return {found.series for found in selectors(expr) if found.series}


def labels_in(expr: str) -> set[str]:
    """Names of all labels that an expression matches or groups by.

    >>> sorted(labels_in('sum by (le, route) (rate(a_bucket{b="c", d!~"e=f"}[5m]))'))
    ['b', 'd', 'le', 'route']
    """
    matched = {one.label for found in selectors(expr) for one in found.matchers}
    return matched | grouped_labels(expr)


def metrics_in(exprs: Iterable[str]) -> list[Metric]:
    """The catalogue's entries that expressions ask for, in the order of the catalogue."""
    names = {name for expr in exprs for name in series_in(expr)}
    return [metric for metric in CATALOGUE if names.intersection(metric.series)]
