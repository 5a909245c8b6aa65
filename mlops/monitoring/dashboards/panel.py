"""What a dashboard is: rows of panels, each with the questions that it asks Prometheus.

Grafana's JSON, the test that every question has an answer and the preview are made of this.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

WIDTH = 24
"""Columns of a dashboard's grid, as Grafana has them; heights are in rows of 30 pixels."""


class Kind(StrEnum):
    """How a panel shows its answers."""

    LINES = "lines"
    DAYS = "days"
    VALUES = "values"
    TABLE = "table"
    ALERTS = "alerts"


class Unit(StrEnum):
    """What a panel's numbers are, by Grafana's names."""

    COUNT = "short"
    SHARE = "percentunit"
    SECONDS = "s"
    BYTES = "bytes"
    CORES = "suffix: cores"
    PER_SECOND = "reqps"
    YES_NO = "bool_yes_no"
    PLAIN = "none"
    HEX = "hex"


class Level(StrEnum):
    """What a value means for whoever looks, by Grafana's colours."""

    PLAIN = "text"
    GOOD = "green"
    WARNING = "orange"
    CRITICAL = "red"


@dataclass(frozen=True, slots=True)
class Step:
    """From `value` on, up to the next step; `None` is from the lowest on."""

    value: float | None
    level: Level


Steps = tuple[Step, ...]
NO_STEPS: Steps = (Step(None, Level.PLAIN),)


def above(warning: float | None, critical: float | None = None) -> Steps:
    """Good, until a value reaches what must not be reached."""
    reached = ((warning, Level.WARNING), (critical, Level.CRITICAL))
    return (
        Step(None, Level.GOOD),
        *(Step(value, level) for value, level in reached if value is not None),
    )


def below(warning: float | None, critical: float | None = None) -> Steps:
    """Good, unless a value falls below what it must not fall below."""
    if warning is None:
        return (Step(None, Level.CRITICAL), Step(critical, Level.GOOD))
    lowest = Level.WARNING if critical is None else Level.CRITICAL
    middle = () if critical is None else (Step(critical, Level.WARNING),)
    return (Step(None, lowest), *middle, Step(warning, Level.GOOD))


def level_of(value: float, steps: Steps) -> Level:
    """What a value means.

    >>> level_of(0.5, above(0.2, 0.8))
    <Level.WARNING: 'orange'>
    >>> level_of(0.1, below(0.9, 0.5))
    <Level.CRITICAL: 'red'>
    """
    met = [step.level for step in steps if step.value is None or value >= step.value]
    return met[-1]


@dataclass(frozen=True, slots=True)
class Query:
    """An expression, and how its series are called: `{{label}}` stands for a label's value."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One question that a person asks, and the queries that answer it.

    `note` stands before the catalogue's help of what is asked. `days` looks back further than
    the dashboard does, a point a day. `lowest` and `highest` bound the axis.
    """

    title: str
    kind: Kind
    queries: tuple[Query, ...]
    unit: Unit
    note: str = ""
    steps: Steps = NO_STEPS
    width: int = 8
    height: int = 8
    lowest: float | None = 0.0
    highest: float | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across all panels where something happened: at the time, in s, that a series says.

    `text` is what stands at it, with labels' values as in a legend.
    """

    title: str
    expr: str
    text: str
    level: Level


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under one heading, side by side until the width is used up."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What one person looks at for one reason. `uid` is its address and its file's name."""

    uid: str
    title: str
    description: str
    rows: tuple[Row, ...]

    def panels(self) -> Iterator[Panel]:
        """All panels in the order of reading."""
        for row in self.rows:
            yield from row.panels


def values(
    title: str, *queries: Query, unit: Unit, note: str = "", steps: Steps = NO_STEPS, width: int = 4
) -> Panel:
    """A panel of large numbers: how it is now."""
    return Panel(title, Kind.VALUES, queries, unit, note, steps, width, height=4)


def lines(
    title: str,
    *queries: Query,
    unit: Unit,
    note: str = "",
    steps: Steps = NO_STEPS,
    width: int = 8,
    lowest: float | None = 0.0,
    highest: float | None = None,
) -> Panel:
    """A panel of lines: how it went."""
    return Panel(
        title, Kind.LINES, queries, unit, note, steps, width, lowest=lowest, highest=highest
    )


def hourly(title: str, *queries: Query, width: int = 8) -> Panel:
    """A panel of lines of how much counters grew within an hour."""
    note = "An hour's worth at each point."
    return lines(title, *queries, unit=Unit.COUNT, note=note, width=width)
