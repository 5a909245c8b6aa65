"""The gates' numbers are read from the journal as the gates wrote them."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from mlops.release.log.recorded import Dated, Recorded
from mlops.release.plan.step import Command, Plan, Stage, Step
from mlops.release.progress import Event, Kind
from mlops.release.promotion.numbers import Numbers, numbers
from mlops.release.verdict import Verdict
from tests.mlops.release.conducting import NUMBERS
from tests.mlops.release.test_dora import BEGUN, OK, release

STEPS = tuple(
    Stage(name, (Step(name, name, Command("gates", {"at": name}), 60, no_undo="a check"),))
    for name in ("staged", "domain")
)


def written(names: list[str], left_out: tuple[str, ...] = ()) -> Any:
    shown = {name: [asdict(one) for one in NUMBERS[name]] for name in names}
    return {"gates": shown, "left_out": list(left_out), "requests": 700}


def journal(*outputs: Any) -> Recorded:
    events = [
        Event(kind, stage.steps[0].id, "", output if kind is Kind.DONE else None)
        for stage, output in zip(STEPS, outputs, strict=True)
        for kind in (Kind.BEGUN, Kind.DONE)
    ]
    plan = Plan("staging", "b" * 40, "", STEPS)
    return replace(release(OK), plan=plan, dated=tuple(Dated(one, BEGUN) for one in events))


def test_every_run_of_a_gate_is_there_in_order() -> None:
    found = numbers(journal(written(["health", "errors"]), written(["health"])))
    assert found.gates["health"] == [*NUMBERS["health"], *NUMBERS["health"]]
    assert found.gates["errors"] == NUMBERS["errors"]
    assert isinstance(found.gates["errors"][0], Verdict)
    assert (found.left_out, found.requests) == ([], 1_400)


def test_what_had_nothing_to_compare_with_is_named_once() -> None:
    parts = ("performance",)
    assert numbers(journal(written(["health"], parts), written([], parts))).left_out == [
        "performance"
    ]


@pytest.mark.parametrize(
    "output", [None, "all passed", {}, {"gates": {"health": [{"outcome": "fine"}]}}]
)
def test_a_journal_of_another_form_tells_nothing(output: Any) -> None:
    found = numbers(journal(output, None))
    assert dict(found.gates) == {}
    assert found.requests == 0
    assert numbers(release(OK)) == Numbers({}, [], 0)
