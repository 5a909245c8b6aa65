"""A plan is shown as it is, and only under the hash that is its own."""

import json
from dataclasses import replace

import pytest

from functions.domain.errors import InvalidInput
from mlops.release.plan.step import Command, Plan, Stage, Step
from mlops.release.workflows.summary import plan_of, summary

STEP = Step("page|x", "<b>tell</b>\n Vercel", Command("a"), 5, Command("b"), "")
PLAN = Plan("staging", "b" * 40, "sha256:live", (Stage("tell", (STEP,)),))


def written(plan: Plan, digest: str = "") -> str:
    return json.dumps({"hash": digest or plan.digest(), **plan.to_record()})


def test_the_hash_is_that_of_what_is_shown() -> None:
    plan = plan_of(written(PLAN))
    assert plan == PLAN
    shown = summary(plan)
    assert "## bbbbbbb to staging" in shown
    assert f"Hash of this plan: `{PLAN.digest()}`" in shown
    assert r"| 1 | page\|x | &lt;b>tell&lt;/b> Vercel |" in shown


def test_another_plans_hash_is_refused() -> None:
    other = replace(PLAN, commit="c" * 40)
    with pytest.raises(InvalidInput, match="not the one that its hash"):
        plan_of(written(PLAN, other.digest()))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"hash": "x", "stages": 1}'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="not what `candor release plan --json` writes"):
        plan_of(text)


def test_where_nothing_would_change_it_says_so() -> None:
    assert "nothing would change" in summary(replace(PLAN, stages=()))
