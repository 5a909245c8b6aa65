"""What a metric is: a name, a type, a unit, labels with bounded values, and its help.

Names, types and units follow OpenMetrics: a counter's samples end in `_total`, a unit is
the last word of the name before that. A label takes no value but those it lists: whatever
else is met is told as `other`, so that no visitor can make the aggregate grow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

OTHER = "other"


class Kind(StrEnum):
    """OpenMetrics' types, as far as they are used."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Teller(StrEnum):
    """Who tells a metric.

    `PRODUCT`: the functions, through the aggregate that all instances add to.
    `RELEASE`: the release tool, into the same aggregate.
    `WATCHER`: the long-lived process that looks at the product from outside.
    `SERVER`: Prometheus and Alertmanager of themselves; named here because rules ask for it.
    """

    PRODUCT = "product"
    RELEASE = "release"
    WATCHER = "watcher"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Label:
    """A label and all the values it may take."""

    name: str
    values: tuple[str, ...]

    def bounded(self, value: str) -> str:
        """The value if it is one of those listed, `other` if not."""
        return value if value in self.values else OTHER


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry of the catalogue. `name` has no `_total`; `unit` is part of it where there is one.

    `buckets` are a histogram's upper bounds, ascending, without infinity. A counter that is
    `counted_elsewhere` is set to its total; every other begins at 0.
    """

    name: str
    kind: Kind
    help: str
    labels: tuple[Label, ...] = ()
    unit: str = ""
    buckets: tuple[float, ...] = ()
    teller: Teller = Teller.PRODUCT
    counted_elsewhere: bool = False

    @property
    def series(self) -> tuple[str, ...]:
        """Names of its time series in Prometheus."""
        match self.kind:
            case Kind.COUNTER:
                return (f"{self.name}_total",)
            case Kind.HISTOGRAM:
                return tuple(f"{self.name}_{end}" for end in ("bucket", "sum", "count"))
            case _:
                return (self.name,)

    def labels_from_the_start(self) -> Iterator[tuple[str, ...]]:
        """The labels' values of every series that is told as 0 before it first counts.

        One that appeared with its first failure would show no increase at it, so that no
        alert would fire.
        """
        if self.kind is Kind.COUNTER and not self.counted_elsewhere:
            yield from product(*(label.values for label in self.labels))

    def label_values(self, given: Mapping[str, str]) -> tuple[str, ...]:
        """The values in the order of `labels`, each bounded. ValueError unless all are given."""
        if given.keys() != {label.name for label in self.labels}:
            names = ", ".join(label.name for label in self.labels) or "none"
            raise ValueError(f"{self.name} has the labels {names}, not {', '.join(given)}")
        return tuple(label.bounded(given[label.name]) for label in self.labels)
