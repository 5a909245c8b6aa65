"""Tables for people have a line a row, and say "no data" where there is none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mlops.release.dora import Figures
from mlops.release.log.recorded import Dated
from mlops.release.plan.plan import plan
from mlops.release.progress import Event, Kind
from mlops.release.shown import figure_rows, history_rows, live_rows, plan_rows, took
from tests.mlops.release.states import EMPTY, LIVE, NEXT
from tests.mlops.release.test_dora import BEGUN, UNDONE, release

PLAN = plan("staging", LIVE, NEXT)


def test_each_step_stands_with_what_undoes_it_or_why_nothing_does() -> None:
    rows = {step: (number, undo) for number, step, _, undo in plan_rows(PLAN)}
    assert rows.keys() == {one.id for one in PLAN.steps()}
    assert rows["vercel.promote"] == ("4", "vercel.rollback")
    assert rows["mlflow.deploy"][0] == rows["vercel.stage"][0] == "2"
    assert rows["gates.staged"][1] == "none: a check changes nothing"


def test_a_gate_of_many_lines_is_told_by_the_one_that_did_not_pass() -> None:
    said = "health: passed: well\nerrors: failed: 12 of 600 failed\nPrometheus: passed: well"
    back = release(UNDONE)
    failed = Dated(Event(Kind.FAILED, "deploy", said), BEGUN + timedelta(seconds=60))
    [row] = history_rows([replace(back, dated=(back.dated[0], failed, *back.dated[2:]))])
    assert row[-3:] == ("2.5 min", "rolled back", "errors: failed: 12 of 600 failed")
    assert not any("\n" in cell for cell in row)


def test_what_is_not_there_yet_is_said() -> None:
    rows = {row[0]: row[1] for row in live_rows(EMPTY)}
    assert rows == {
        "Vercel": "nothing", "mlflow": "nothing", "database": "nothing applied",
        "champion": "none",
    }  # fmt: skip
    cells = [value for _, value in figure_rows(Figures(0, None, None, None, None, 0))]
    assert cells == ["no data of 0", "no data", "no data", "no data"]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (119, "119 s"), (120, "2.0 min"), (7200, "2.0 h")]
)
def test_a_span_is_told_in_a_unit_that_fits(seconds: int, said: str) -> None:
    assert took(BEGUN, BEGUN + timedelta(seconds=seconds)) == said
    assert took(BEGUN, None) == "…"


def test_a_hotfix_is_told_with_its_reason_before_what_failed() -> None:
    [fine] = history_rows([replace(release(()), id=7)], {7: "slots are missed"})
    assert fine[-1] == "hotfix: slots are missed"
    [undone] = history_rows([replace(release(UNDONE), id=7)], {7: "slots are missed"})
    assert undone[-1] == "hotfix: slots are missed; deploy: "
    [other] = history_rows([replace(release(()), id=8)], {7: "slots are missed"})
    assert other[-1] == ""
