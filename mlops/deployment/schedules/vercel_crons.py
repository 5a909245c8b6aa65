"""The `crons` of vercel.json: written from the cadence table, held to the limits of a plan."""

import json
import re
from collections.abc import Iterator
from typing import Any

from functions.domain.errors import InvalidInput
from functions.jobs.cadence import CADENCE
from mlops.deployment.schedules.cron_expression import CronExpression
from mlops.deployment.schedules.triggers import (
    TICK_PATH,
    VERCEL_PLANS,
    Pace,
    Trigger,
    cron_expressions,
)

CRONS_MAX = 100
"""A project, on every plan."""

_CRONS = re.compile(r'"crons": \[.*?\]', re.DOTALL)


def plan_named(plan: str) -> Trigger:
    """Vercel's cron on a plan. Raises InvalidInput for an unknown one."""
    if plan not in VERCEL_PLANS:
        raise InvalidInput(f"{plan!r} is no plan of Vercel's; write {' or '.join(VERCEL_PLANS)}")
    return VERCEL_PLANS[plan]


def with_crons(vercel_json: str, plan: Trigger) -> str:
    """The text of vercel.json with this plan's crons, everything else as it was."""
    rows = (
        ",\n".join(
            f"    {json.dumps({'path': TICK_PATH, 'schedule': expression})}"
            for expression in cron_expressions(plan.pace)
        )
        .replace('{"path"', '{ "path"')
        .replace('"}', '" }')
    )
    written, count = _CRONS.subn(f'"crons": [\n{rows}\n  ]', vercel_json)
    if count != 1:
        raise InvalidInput('vercel.json has no list `"crons": []`; add one and write again')
    return written


def refusals(vercel_json: str, plan: Trigger) -> Iterator[str]:
    """Why Vercel would refuse these crons on this plan, or call them in vain."""
    try:
        crons: list[Any] = json.loads(vercel_json).get("crons", [])
    except (ValueError, AttributeError) as error:
        raise InvalidInput(f"vercel.json cannot be read: {error}") from None
    if len(crons) > CRONS_MAX:
        yield f"vercel.json has {len(crons)} crons; Vercel takes at most {CRONS_MAX} a project"
    if not crons:
        yield "vercel.json has no cron; run `candor schedules write`"
    for cron in crons:
        try:
            path, schedule = cron["path"], cron["schedule"]
            times = CronExpression.parse(schedule).times_a_day
        except InvalidInput as error:
            yield f"vercel.json: {error}"
            continue
        except (TypeError, KeyError, AttributeError):
            yield f"vercel.json: a cron has a path and a schedule, not {json.dumps(cron)}"
            continue
        if plan.pace is Pace.DAILY and times > 1:
            yield (
                f"vercel.json: {schedule!r} fires {times} times a day, and on Hobby Vercel"
                " refuses to deploy more than one; run `candor schedules write --plan hobby`"
                " and let QStash tick hourly (docs/schedules.md), or go to Pro"
            )
        if path not in answered_paths():
            yield (
                f"vercel.json: nothing answers {path!r}; there are"
                f" {', '.join(sorted(answered_paths()))}"
            )


def answered_paths() -> frozenset[str]:
    """Where a scheduler's GET finds a job."""
    return frozenset({TICK_PATH, *(f"/api/cron/{entry.job}" for entry in CADENCE)})
