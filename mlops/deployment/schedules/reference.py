"""The tables of docs/schedules.md, between their markers."""

import re

from functions.domain.errors import InvalidInput
from functions.jobs.cadence import CADENCE
from mlops.deployment.schedules.triggers import TRIGGERS, Trigger, cron_expressions

BEGIN = "<!-- written by `candor schedules write` -->"
END = "<!-- end of what is written -->"
_BETWEEN = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)


def with_reference(page: str) -> str:
    """The page with its tables as the code has them now."""
    tables = f"{BEGIN}\n{_jobs()}\n\n{_triggers()}\n{END}"
    written, count = _BETWEEN.subn(lambda _: tables, page)
    if count != 1:
        raise InvalidInput(f"docs/schedules.md has lost its one pair of markers: {BEGIN} … {END}")
    return written


def _jobs() -> str:
    rows = (
        f"| `{entry.job}` | {', '.join(f':{minute:02d}' for minute in entry.minutes)} |"
        f" {'every' if len(entry.hours) == 24 else ', '.join(map(str, entry.hours))} |"
        for entry in CADENCE
    )
    return "\n".join(("| job | minutes | hours (UTC) |", "|---|---|---|", *rows))


def _triggers() -> str:
    head = (
        "| trigger | fires (UTC) | late by | chances before T + 10 | meets the deadline"
        " | comes again when refused | costs | source |"
    )
    return "\n".join((head, "|---|---|---|---|---|---|---|---|", *map(_row, TRIGGERS)))


def _row(trigger: Trigger) -> str:
    crons = ", ".join(f"`{one}`" for one in cron_expressions(trigger.pace))
    seconds = int(trigger.late.total_seconds())
    amount = f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s"
    late = f"at most {amount}" if trigger.promised else f"about {amount}; nothing promised"
    chances = trigger.chances_in_time()
    cells = (
        trigger.name, crons, late, str(chances), "**yes**" if chances else "no",
        "yes" if trigger.comes_again else "no", trigger.costs, trigger.source,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"
