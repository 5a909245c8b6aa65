"""The meter in memory: every count, observation and value by metric and labels."""

from collections import defaultdict

from functions.domain.metrics.metric import Metric

Key = tuple[str, tuple[str, ...]]


class FakeMeter:
    """`counted[name, (label values…)]`, and the same for what was observed and set."""

    def __init__(self) -> None:
        self.counted: defaultdict[Key, int] = defaultdict(int)
        self.observed: defaultdict[Key, list[float]] = defaultdict(list)
        self.values: dict[Key, float] = {}

    def count(self, metric: Metric, amount: int = 1, /, **labels: str) -> None:
        self.counted[metric.name, metric.label_values(labels)] += amount

    def observe(self, metric: Metric, value: float, /, **labels: str) -> None:
        self.observed[metric.name, metric.label_values(labels)].append(value)

    def set(self, metric: Metric, value: float, /, **labels: str) -> None:
        self.values[metric.name, metric.label_values(labels)] = value
