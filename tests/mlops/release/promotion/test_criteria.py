"""Each criterion says what was required and what was found; not knowing is no pass."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mlops.release.declared.release import Promotion, read_release
from mlops.release.log.promotions import Approval
from mlops.release.preflight.checks import CiOutcome
from mlops.release.promotion.criteria import CRITERIA, judgements
from mlops.release.promotion.facts import Facts
from mlops.release.promotion.numbers import Numbers
from mlops.release.promotion.report import HEADER, Report, Verdict, rows
from mlops.release.promotion.stay import Stay
from mlops.release.promotion.watched import Watched
from mlops.release.verdict import Outcome
from tests.mlops.release.conducting import NUMBERS
from tests.mlops.release.promotion.statuses import alert, status
from tests.mlops.release.test_dora import OK, release

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SINCE = NOW - 25 * HOUR
COMMIT = "b" * 40
POLICY = Promotion.model_validate(
    {"from": "staging", "soak_h": 24, "approval": True, "checks": ["ci", "security"]}
)
GATES = read_release().environment("production").gates
PASS, FAIL, UNKNOWN, SKIPPED = Verdict
THERE = Stay(release(OK), SINCE, release(OK))
GRACE = Approval("grace", False, False, NOW - HOUR)


def seen(now: datetime, *incidents: Any, **more: Any) -> Watched:
    return Watched.model_validate(status(now, *incidents, **more)["operation"])


FINE = Facts(
    commit=COMMIT,
    policy=POLICY,
    gates=GATES,
    stay=THERE,
    numbers=Numbers(NUMBERS, (), 1_426),
    runs={"Vercel": COMMIT, "candor-mlflow": COMMIT},
    watched=seen(NOW),
    workflows=dict.fromkeys(POLICY.checks, (CiOutcome.PASSED, "passed")),
    against=(),
    plan_digest="sha256:" + "1" * 64,
    approvals=(GRACE,),
    last_at=NOW - 48 * HOUR,
    who="ada",
    hotfix="",
    first=False,
    now=NOW,
)
NOWHERE = replace(FINE, stay=Stay(trouble="release 7 of ccccccc is the newest there"))


def measured(gate: str, number: int, **changes: Any) -> Facts:
    """Fine, but for one figure of one gate."""
    verdicts = list(NUMBERS[gate])
    verdicts[number] = replace(verdicts[number], **changes)
    return replace(FINE, numbers=Numbers({**NUMBERS, gate: verdicts}))


def without(gate: str, *, left_out: bool = False, first: bool = False) -> Facts:
    """Fine, but a gate has no numbers."""
    rest = {name: one for name, one in NUMBERS.items() if name != gate}
    return replace(FINE, numbers=Numbers(rest, (gate,) if left_out else ()), first=first)


def test_what_is_fine_is_met_and_each_criterion_was_judged() -> None:
    found = judgements(FINE)
    assert {one.verdict for one in found} == {PASS}
    assert len(found) == len(CRITERIA) + len(POLICY.checks) - 1
    assert all(one.required and one.found for one in found)


TWO_RUNS = {
    **NUMBERS,
    "performance": [
        replace(NUMBERS["performance"][0], high=1.30), NUMBERS["performance"][1],
        *NUMBERS["performance"],
    ],
}  # fmt: skip

CASES: list[tuple[str, Facts, Verdict, str]] = [
    ("released", NOWHERE, FAIL, "release 7 of ccccccc is the newest there"),
    ("running", replace(FINE, runs={"Vercel": COMMIT, "a": None}), FAIL, "a runs nothing"),
    ("running", replace(FINE, runs={"Vercel": "c" * 40}), FAIL, "Vercel runs ccccccc"),
    ("running", replace(FINE, runs="render: HTTP 500"), UNKNOWN, "render: HTTP 500"),
    ("running", replace(FINE, runs={}), UNKNOWN, "nothing was seen"),
    ("gates", without("issued"), UNKNOWN, "issued: no numbers on record"),
    (
        "gates",
        replace(FINE, numbers=Numbers()),
        UNKNOWN,
        "health, journey, performance, errors, issued: no",
    ),
    ("gates", measured("journey", 0, outcome=Outcome.INCONCLUSIVE), FAIL, "journey: it is well"),
    ("gates", without("performance", left_out=True), UNKNOWN, "performance: no numbers"),
    ("gates", without("performance", left_out=True, first=True), PASS, "health, journey"),
    ("gates", without("performance", first=True), UNKNOWN, "performance: no numbers"),
    ("performance", FINE, PASS, "p50 1.04 (up to 1.20, 200 visits), p95"),
    ("performance", measured("performance", 0, high=1.26), FAIL, "p50 1.04 (up to 1.26"),
    ("performance", measured("performance", 1, high=1.26), PASS, "p95 0.89 (up to 1.26"),
    ("performance", measured("performance", 1, high=1.51), FAIL, "p95 0.89 (up to 1.51"),
    ("performance", measured("performance", 1, high=None), UNKNOWN, "up to no data"),
    ("performance", measured("performance", 0, samples=99), UNKNOWN, "99 visits"),
    ("performance", replace(FINE, numbers=Numbers(TWO_RUNS)), FAIL, "p50 1.04 (up to 1.30"),
    ("performance", without("performance"), UNKNOWN, "no numbers on record"),
    ("performance", without("performance", left_out=True), UNKNOWN, "no numbers on record"),
    ("performance", without("performance", left_out=True, first=True), PASS, "left out"),
    ("errors", FINE, PASS, "0.00% of 600"),
    ("errors", measured("errors", 0, figure=0.006), FAIL, "0.60% of 600"),
    ("errors", measured("errors", 0, samples=499), UNKNOWN, "0.00% of 499"),
    ("errors", measured("errors", 0, figure=None), UNKNOWN, "no data"),
    ("errors", without("errors"), UNKNOWN, "no numbers on record"),
    (
        "workflow security",
        replace(FINE, workflows={"ci": (CiOutcome.PASSED, "passed")}),
        UNKNOWN,
        "nobody was asked",
    ),
    (
        "workflow ci",
        replace(FINE, workflows={"ci": (CiOutcome.FAILED, "it ended as cancelled")}),
        FAIL,
        "it ended as cancelled",
    ),
    ("soak", FINE, PASS, "25.0 h, since 2026-03-04T11:00:00"),
    ("soak", replace(FINE, now=SINCE + 24 * HOUR), PASS, "24.0 h"),
    ("soak", replace(FINE, now=SINCE + 24 * HOUR - timedelta(seconds=1)), FAIL, "23.9 h"),
    ("soak", NOWHERE, UNKNOWN, "it is not there"),
    ("soak", replace(FINE, now=SINCE, hotfix="slots missed"), SKIPPED, "0.0 h"),
    ("soak", replace(FINE, now=SINCE, hotfix="slots missed"), SKIPPED, "hotfix: slots missed"),
    ("well", replace(FINE, watched=seen(NOW, alert(NOW, None))), FAIL, "ApiDown at 2026-03-05"),
    ("well", replace(FINE, watched=seen(NOW, alert(SINCE - HOUR, SINCE))), PASS, "so since"),
    ("well", replace(FINE, watched=seen(NOW, state="late")), UNKNOWN, "nobody watches"),
    ("well", replace(FINE, watched=seen(NOW, unseen=1)), UNKNOWN, "page on 2026-03-04"),
    ("well", replace(FINE, watched="status: HTTP 503"), UNKNOWN, "status: HTTP 503"),
    ("well", replace(FINE, hotfix="slots missed", watched="gone"), UNKNOWN, "gone"),
    ("well", NOWHERE, UNKNOWN, "it is not there"),
    ("plan", replace(FINE, against=("branch: on none", "tests: failed")), FAIL, "branch: on none"),
    ("plan", replace(FINE, plan_digest=None), UNKNOWN, "there is none"),
    ("approval", FINE, PASS, "grace at 2026-03-05T11:00:00"),
    ("approval", replace(FINE, last_at=None), PASS, "grace"),
    ("approval", replace(FINE, last_at=NOW), FAIL, "nobody has approved it"),
    ("approval", replace(FINE, approvals=()), FAIL, "nobody has approved it"),
    ("approval", replace(FINE, who="Grace"), FAIL, "only by Grace, who releases"),
    ("approval", replace(FINE, hotfix="slots missed"), FAIL, "only of a release that soaked"),
    (
        "approval",
        replace(FINE, hotfix="slots missed", approvals=(replace(GRACE, hotfix=True),)),
        PASS,
        "grace",
    ),
    (
        "approval",
        replace(FINE, who="grace", approvals=(replace(GRACE, own=True),)),
        PASS,
        "as their own",
    ),
    (
        "approval",
        replace(FINE, approvals=(), policy=POLICY.model_copy(update={"approval": False})),
        PASS,
        "none is asked for",
    ),
]


@pytest.mark.parametrize(("name", "facts", "verdict", "found"), CASES)
def test_a_criterion_is_judged_by_what_was_found(
    name: str, facts: Facts, verdict: Verdict, found: str
) -> None:
    [one] = [each for each in judgements(facts) if each.criterion == name]
    assert one.verdict is verdict
    assert found in one.found


def test_what_is_remembered_for_14_days_only_is_judged_for_as_long() -> None:
    long_ago = NOW - timedelta(days=60)
    facts = replace(FINE, stay=replace(THERE, since=long_ago), watched=seen(NOW, unseen=20))
    [one] = [each for each in judgements(facts) if each.criterion == "well"]
    assert (one.verdict, one.found) == (PASS, "so since 2026-02-19T12:00:00Z")


def report(facts: Facts) -> Report:
    found = judgements(facts)
    return Report("production", "staging", COMMIT, "sha256:1", "ada", "", NOW, found)


def test_a_report_is_met_when_every_criterion_is() -> None:
    assert report(FINE).is_met
    hotfix = (replace(GRACE, hotfix=True),)
    assert report(replace(FINE, hotfix="slots missed", approvals=hotfix)).is_met
    assert not report(replace(FINE, runs="render: HTTP 500")).is_met
    assert not replace(report(FINE), judgements=()).is_met
    told = report(replace(FINE, approvals=())).to_record()
    assert (told["met"], told["lacks_only_approval"]) == (False, True)


def test_what_is_not_met_is_told_whole_and_shown_short() -> None:
    long = report(replace(FINE, approvals=(), against=("branch: " + "x" * 100,)))
    assert long.unmet == [
        f"plan: fail: branch: {'x' * 100}", "approval: fail: nobody has approved it"
    ]  # fmt: skip
    assert not long.lacks_only_approval
    shown = {row[0]: row for row in rows(long)}
    assert len(shown["plan"]) == len(HEADER)
    assert shown["plan"][2].endswith("x…")
    assert report(replace(FINE, approvals=())).lacks_only_approval
    assert not report(FINE).lacks_only_approval
