"""What was found beside what was meant to hold. Pure; what is not known is no data, never met."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mlops.report.goals import Goals


class Verdict(StrEnum):
    """What the report says of a goal."""

    MET = "met"
    MISSED = "missed"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Found:
    """What the records say: a value in the goal's unit, and how many of what it rests on.

    `value` is None where there is none, and `said` then says why. `source` is where to look.
    """

    said: str
    source: str
    value: float | None = None
    samples: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report."""

    goal: str
    says: str
    verdict: Verdict
    found: Found


def judge(goals: Goals, found: Mapping[str, Found]) -> tuple[Line, ...]:
    """A line for every goal, in their order. KeyError for one that nobody looked for."""
    return tuple(_judged(goals, name, found[name]) for name in type(goals).model_fields)


def _judged(goals: Goals, name: str, found: Found) -> Line:
    goal = getattr(goals, name)
    if found.value is None:
        return Line(name, goal.says, Verdict.NO_DATA, found)
    if found.samples < goal.samples_min:
        said = f"{found.said}; at least {goal.samples_min:,} are needed"
        few = Found(said, found.source, found.value, found.samples)
        return Line(name, goal.says, Verdict.NO_DATA, few)
    verdict = Verdict.MET if goal.holds(found.value) else Verdict.MISSED
    return Line(name, goal.says, verdict, found)
