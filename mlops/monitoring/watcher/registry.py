"""The catalogue's entries as prometheus-client keeps them, each from when it is first told.

A gauge that was never told is absent, not zero; a counter begins at 0.
"""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from functions.domain.metrics.metric import Kind, Metric

disable_created_metrics()  # type: ignore[no-untyped-call]


class RegistryMeter:
    """functions.ports.meter.Meter, in a registry of its own."""

    def __init__(self, known: Sequence[Metric]) -> None:
        self.registry = CollectorRegistry()
        self._known = frozenset(known)
        self._made: dict[str, Counter | Gauge | Histogram] = {}
        for metric in known:
            for values in metric.labels_from_the_start():
                names = (label.name for label in metric.labels)
                self._of(metric, dict(zip(names, values, strict=True)))

    def count(self, metric: Metric, amount: int = 1, /, **labels: str) -> None:
        """Add to a counter."""
        made = self._of(metric, labels)
        assert isinstance(made, Counter)
        made.inc(amount)

    def observe(self, metric: Metric, value: float, /, **labels: str) -> None:
        """Add an observation to a histogram."""
        made = self._of(metric, labels)
        assert isinstance(made, Histogram)
        made.observe(value)

    def set(self, metric: Metric, value: float, /, **labels: str) -> None:
        """Set a gauge."""
        made = self._of(metric, labels)
        assert isinstance(made, Gauge)
        made.set(value)

    def _of(self, metric: Metric, labels: dict[str, str]) -> Counter | Gauge | Histogram:
        values = metric.label_values(labels)
        made = self._made.get(metric.name) or self._make(metric)
        return made.labels(*values) if values else made

    def _make(self, metric: Metric) -> Counter | Gauge | Histogram:
        if metric not in self._known:
            raise ValueError(f"{metric.name} is not told here")
        names = [label.name for label in metric.labels]
        made: Counter | Gauge | Histogram
        match metric.kind:
            case Kind.COUNTER:
                made = Counter(metric.name, metric.help, names, registry=self.registry)
            case Kind.GAUGE:
                made = Gauge(
                    metric.name, metric.help, names, unit=metric.unit, registry=self.registry
                )
            case Kind.HISTOGRAM:
                made = Histogram(
                    metric.name,
                    metric.help,
                    names,
                    unit=metric.unit,
                    buckets=metric.buckets,
                    registry=self.registry,
                )
        self._made[metric.name] = made
        return made
