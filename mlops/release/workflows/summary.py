"""A plan for the page of a workflow's run, and its hash for the job that applies it. Pure."""

import json
from collections.abc import Sequence
from typing import Any

from functions.domain.errors import InvalidInput
from mlops.release.plan.step import Plan
from mlops.release.shown import PLAN_HEADER, plan_rows


def plan_of(text: str) -> Plan:
    """What `candor release plan --json` wrote. Raises InvalidInput for anything else."""
    try:
        record: Any = json.loads(text)
        plan = Plan.from_record(record)
        said = record["hash"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InvalidInput("this is not what `candor release plan --json` writes") from None
    if said != plan.digest():
        raise InvalidInput(f"the plan is not the one that its hash {said} is of")
    return plan


def summary(plan: Plan) -> str:
    """The plan as Markdown."""
    title = f"## {plan.commit[:7]} to {plan.environment}\n\n"
    if not plan.stages:
        return f"{title}It runs already: nothing would change.\n"
    return f"{title}{_table(PLAN_HEADER, plan_rows(plan))}\nHash of this plan: `{plan.digest()}`\n"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(_cell(one) for one in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    """Nothing in a cell ends it or becomes a tag."""
    return " ".join(text.replace("|", r"\|").replace("<", "&lt;").split())
