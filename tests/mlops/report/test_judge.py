"""No data is never met, and nor is too little of it."""

import json

import pytest

from mlops.report.goals import Goals, read_goals
from mlops.report.judge import Found, Line, Verdict, judge
from mlops.report.written import document, markdown, rows, summary
from tests.mlops.report.times import NOW, SPAN

GOALS = read_goals()
NOTHING = {name: Found("nobody looked", "nowhere") for name in Goals.model_fields}


def line_of(name: str, found: Found) -> Line:
    lines = judge(GOALS, {**NOTHING, name: found})
    return next(one for one in lines if one.goal == name)


def test_every_goal_has_a_line_and_without_data_none_is_met() -> None:
    lines = judge(GOALS, NOTHING)
    assert [one.goal for one in lines] == list(Goals.model_fields)
    assert {one.verdict for one in lines} == {Verdict.NO_DATA}
    assert summary(lines) == "Of 10 goals: 0 met, 0 missed, 10 no data."


@pytest.mark.parametrize(
    ("value", "samples", "verdict"),
    [
        (0.995, 10, Verdict.MET),
        (0.99, 10, Verdict.MISSED),
        (1.0, 9, Verdict.NO_DATA),
        (0.0, 9, Verdict.NO_DATA),
        (None, 100, Verdict.NO_DATA),
    ],
)
def test_a_goal_is_judged_by_its_limit_and_its_least_number_of_samples(
    value: float | None, samples: int, verdict: Verdict
) -> None:
    assert line_of("deployments", Found("so many", "log", value, samples)).verdict is verdict


def test_too_few_samples_are_said_with_what_was_found() -> None:
    [said] = rows([line_of("page", Found("2 visits", "there", 1.0, 2))])
    assert said[1:3] == ("no data", "2 visits; at least 50 are needed")


def test_a_goal_that_nobody_looked_for_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="uptime"):
        judge(GOALS, {name: one for name, one in NOTHING.items() if name != "uptime"})


def test_the_report_is_a_page_and_a_document() -> None:
    endless = line_of("recovery", Found("1 in part | only", "release log", float("inf"), 1))
    page = markdown([endless], "staging", NOW, SPAN)
    assert "# Success of staging\n" in page
    assert "0 met, 1 missed, 0 no data" in page
    assert page.splitlines()[-1].count(" | ") == 3
    made = json.loads(json.dumps(document([endless], "staging", NOW, SPAN), allow_nan=False))
    assert made["to"] == "2026-03-31T12:00:00Z"
    assert made["goals"][0]["value"] is None
    assert made["goals"][0]["verdict"] == "missed"
