"""Where a release stands, from its journal alone: so it goes on wherever it was killed. Pure.

A step that was begun and not ended may have happened: going forward it is done again, which
every command allows, and going back it is undone like one that was done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mlops.release.plan.step import Plan, Step


class Kind(StrEnum):
    """What the journal says of a step, or, of none, that a person asked to go back."""

    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"
    UNDO_BEGUN = "undo begun"
    UNDONE = "undone"
    UNDO_FAILED = "undo failed"
    ROLLBACK_ASKED = "rollback asked"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal; `output` is what later steps may refer to."""

    kind: Kind
    step: str = ""
    sentence: str = ""
    output: Any = None


class Ending(StrEnum):
    """How a release ended. A partial rollback is neither a release nor a rollback."""

    RELEASED = "released"
    ROLLED_BACK = "rolled back"
    PARTLY_ROLLED_BACK = "partly rolled back"
    NOTHING_TO_DO = "nothing to do"


@dataclass(frozen=True, slots=True)
class Next:
    """Either steps to do or undo now, at the same time, or the ending."""

    do: tuple[Step, ...] = ()
    undo: tuple[Step, ...] = ()
    ending: Ending | None = None


@dataclass(slots=True)
class _Seen:
    """The newest event of each step, and whether the way leads back."""

    newest: dict[str, Kind] = field(default_factory=dict)
    going_back: bool = False


def next_move(plan: Plan, journal: Sequence[Event]) -> Next:
    """What is to be done after these events. ValueError for a journal of another plan."""
    seen = _read(plan, journal)
    if not plan.stages:
        return Next(ending=Ending.NOTHING_TO_DO)
    if seen.going_back:
        return _back(plan, seen)
    for stage in plan.stages:
        lacking = tuple(step for step in stage.steps if seen.newest.get(step.id) is not Kind.DONE)
        if lacking:
            return Next(do=lacking)
    return Next(ending=Ending.RELEASED)


def outputs(journal: Sequence[Event]) -> dict[str, Any]:
    """What each step that is done gave."""
    return {event.step: event.output for event in journal if event.kind is Kind.DONE}


def left_undone(plan: Plan, journal: Sequence[Event]) -> tuple[tuple[Step, str], ...]:
    """The steps whose undoing failed, each with what was said: a person must see to these."""
    failed = {one.step: one.sentence for one in journal if one.kind is Kind.UNDO_FAILED}
    undone = {one.step for one in journal if one.kind is Kind.UNDONE}
    return tuple(
        (step, failed[step.id])
        for step in plan.steps()
        if step.id in failed and step.id not in undone
    )


def _read(plan: Plan, journal: Sequence[Event]) -> _Seen:
    known, seen = {step.id for step in plan.steps()}, _Seen()
    for event in journal:
        if event.kind is Kind.ROLLBACK_ASKED:
            seen.going_back = True
            continue
        if event.step not in known:
            raise ValueError(f"the journal speaks of {event.step!r}, which the plan does not know")
        seen.newest[event.step] = event.kind
        seen.going_back |= event.kind is Kind.FAILED
    return seen


def _back(plan: Plan, seen: _Seen) -> Next:
    """The last stage with something to undo; a step whose undoing failed is not tried for ever."""
    for stage in reversed(plan.stages):
        if steps := tuple(_to_undo(stage.steps, seen)):
            return Next(undo=steps)
    partly = Kind.UNDO_FAILED in seen.newest.values()
    return Next(ending=Ending.PARTLY_ROLLED_BACK if partly else Ending.ROLLED_BACK)


def _to_undo(steps: Sequence[Step], seen: _Seen) -> Iterator[Step]:
    ended = (None, Kind.UNDONE, Kind.UNDO_FAILED)
    return (one for one in steps if one.undo is not None and seen.newest.get(one.id) not in ended)
