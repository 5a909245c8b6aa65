"""How the aggregate keeps what was told: one field of its hash for each number.

A counter or gauge has the field `name|label values…`. A histogram has one for each bucket
that was met, `name|label values…|upper bound`, counted apart from the others, and the sum
`name|label values…|sum`. Whole numbers only are added, so that a sum is kept in millionths.
What another version of the code has left there is passed over.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.metrics.metric import OTHER, Kind, Metric

SEPARATOR = "|"
SUM = "sum"
MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Histogram:
    """Observations by bucket, the last one without a bound, and their sum in the metric's unit."""

    counts: tuple[int, ...]
    sum: float


Labels = tuple[str, ...]
Readings = Mapping[str, Mapping[Labels, float | Histogram]]
"""By the metric's name, and by its labels' values in their order."""


def field_of(metric: Metric, labels: Mapping[str, str], *ends: str) -> str:
    """Where the series of these labels is kept. ValueError unless all labels are given."""
    return SEPARATOR.join((metric.name, *metric.label_values(labels), *ends))


def added_by(metric: Metric, value: float, labels: Mapping[str, str]) -> dict[str, int]:
    """What an observation adds: one to its bucket, and itself to the sum."""
    bound = bounds(metric)[bisect_left(metric.buckets, value)]
    return {
        field_of(metric, labels, bound): 1,
        field_of(metric, labels, SUM): round(value * MILLIONTHS),
    }


def bounds(metric: Metric) -> tuple[str, ...]:
    """Upper bounds of a histogram's buckets as Prometheus writes them."""
    return (*map(str, metric.buckets), "+Inf")


def read_fields(fields: Mapping[str, str], metrics: tuple[Metric, ...]) -> Readings:
    """What the fields say of these metrics; without any a metric is absent, never zero."""
    known = {metric.name: metric for metric in metrics}
    found: defaultdict[str, dict[Labels, dict[str, float]]] = defaultdict(dict)
    for field, text in fields.items():
        name, *rest = field.split(SEPARATOR)
        if (metric := known.get(name)) is None or (value := _number(text)) is None:
            continue
        labels, end = _split(metric, rest)
        if labels is not None:
            found[name].setdefault(labels, {})[end] = value
    return {
        name: {labels: _value(known[name], numbers) for labels, numbers in series.items()}
        for name, series in found.items()
    }


def _split(metric: Metric, rest: list[str]) -> tuple[Labels | None, str]:
    """The labels' values and what follows them; no labels where they are not the metric's."""
    ends = (*bounds(metric), SUM) if metric.kind is Kind.HISTOGRAM else ("",)
    end = rest.pop() if metric.kind is Kind.HISTOGRAM and rest else ""
    fits = len(rest) == len(metric.labels) and end in ends
    values = zip(metric.labels, rest, strict=False)
    if not fits or any(one not in (*label.values, OTHER) for label, one in values):
        return None, ""
    return tuple(rest), end


def _value(metric: Metric, numbers: dict[str, float]) -> float | Histogram:
    if metric.kind is not Kind.HISTOGRAM:
        return numbers[""]
    counts = tuple(int(numbers.get(bound, 0)) for bound in bounds(metric))
    return Histogram(counts, numbers.get(SUM, 0.0) / MILLIONTHS)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
