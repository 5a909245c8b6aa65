"""The operation at noon, as short as a test can write it."""

from datetime import timedelta
from typing import Any

from functions.documents.component import Component
from functions.documents.components import ComponentCheck, Components, JobSuccess
from functions.documents.operation import Met, Operation, operation
from tests.functions.documents.watching import NOON, probes, report

ALL_UP = probes(page=True, api=True, forecasts=True)


def check(name: str, *, ok: bool = True, age: timedelta = timedelta()) -> ComponentCheck:
    """How a part answered, so long before noon."""
    detail = "answers" if ok else "does not answer"
    return ComponentCheck(name=name, ok=ok, detail=detail, checked_at=NOON - age)


def jobs(**ages: timedelta) -> Components:
    """When each job last succeeded, before noon."""
    successes = [JobSuccess(job=name, at=NOON - age) for name, age in ages.items()]
    return Components(jobs=tuple(successes))


def met(**over: Any) -> Operation:
    """The operation at noon; all is well but for what is given."""
    fields: dict[str, Any] = {
        "report": report(0, probes=ALL_UP),
        "checked": jobs(ingest=timedelta(minutes=5)),
        "live": [check("database"), check("cache")],
    }
    return operation(NOON, Met(**{**fields, **over}))


def part(of: Operation, name: str) -> Component:
    """One of its parts."""
    return next(one for one in of.components if one.name == name)
