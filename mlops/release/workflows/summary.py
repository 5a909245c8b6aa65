"""A plan, and what it is judged by, for the page of a workflow's run. Pure."""

import json
from collections.abc import Sequence
from typing import Any

from functions.domain.errors import InvalidInput
from mlops.release.plan.step import Plan
from mlops.release.promotion.report import HEADER, Report
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


def criteria(report: Report) -> str:
    """What was required and found, whole, as Markdown: for whoever is asked to approve."""
    rows = [(one.criterion, one.required, one.found, one.verdict) for one in report.judgements]
    if report.is_met:
        said = "Every criterion is met."
    elif report.lacks_only_approval:
        said = "All that is wanting is a person's approval of the plan with this hash:"
    else:
        said = "It may not be released."
    plan = f" `{report.plan_digest}`" if report.plan_digest else ""
    title = f"## {report.commit[:7]} from {report.origin} to {report.environment}: criteria\n\n"
    return f"{title}{_table(HEADER, rows)}\n{said}{plan}\n"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(_cell(one) for one in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    """Nothing in a cell ends it or becomes a tag."""
    return " ".join(text.replace("|", r"\|").replace("<", "&lt;").split())
