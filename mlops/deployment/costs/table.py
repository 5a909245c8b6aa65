"""A bill as people read it: rows, and what follows from them in sentences; in docs too."""

from collections.abc import Mapping, Sequence
from typing import Any

from mlops.deployment.costs.bill import (
    Bill,
    Line,
    awake_minutes_an_hour,
    growth_bytes,
    tick_minutes,
)

HEADER = ("what", "plan", "used a month", "of the quota", "$ a month")
NAMES = {
    "subscription": "subscription", "invocations": "function invocations",
    "cpu_hours": "function CPU, hours", "transfer_gb": "transfer, GB",
    "instance_hours": "free instance hours", "starter": "starter services",
    "standard": "standard services", "pro": "pro services", "disk_gb": "disks, GB",
    "cron": "cron jobs", "cu_hours": "database, CU-hours", "storage_gb": "database, GB",
    "redis_commands": "Redis commands", "redis_mb": "Redis, MB", "qstash_messages": "messages",
    "cloudinary_credits": "credits", "s3_gb": "objects, GB", "s3_puts": "objects written",
    "action_minutes": "minutes of Actions",
}  # fmt: skip


def bill_rows(monthly: Bill) -> list[tuple[str, ...]]:
    """Header, one row for what is used or paid for, and the sum."""
    rows: list[tuple[str, ...]] = [HEADER]
    rows += [_row(line) for line in monthly.lines if line.dollars or line.left is not None]
    return [*rows, ("sum", "", "", "", f"{monthly.dollars:.2f}")]


def sentences(plans: Mapping[str, Any], monthly: Bill) -> list[str]:
    """What breaks first, and how fast the database fills."""
    said = plans["usage"]
    awake = awake_minutes_an_hour(
        tick_minutes(), said["neon_suspend_minutes"] + said["tick_minutes"]
    )
    grown = growth_bytes(said) / 1e6
    wakes = f"The ticks keep the database awake {awake:.1f} minutes of each hour"
    found = [f"{wakes}; it grows by {grown:.1f} MB a month."]
    nearest = monthly.breaks_first
    if nearest is not None:
        name = NAMES[nearest.item]
        share = 1.0 - (nearest.left or 0.0)
        found.append(f"What breaks first: {name} on {nearest.plan}, {share:.0%} used.")
    quota = plans["neon"]["free"]["quotas"]["storage_gb"]
    if any(line.plan == "neon.free" for line in monthly.lines) and grown:
        months = (quota - said["database_gb_at_start"]) * 1000 / grown
        found.append(f"neon.free's {quota:g} GB are full after {months:.0f} months.")
    return found


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows, the first of them the header, as a table in Markdown."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{'---|' * len(rows[0])}")
    return "\n".join(lines)


def plan_rows(plans: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Every plan of the file with its source."""
    rows: list[tuple[str, ...]] = [
        ("plan", "$ a month", "prices and quotas", "looked up", "read from")
    ]
    for vendor, entries in plans.items():
        for name, plan in entries.items() if vendor not in ("profiles", "usage") else ():
            terms = [f"{NAMES.get(unit, unit)} {quota:,}" for unit, quota in _of(plan, "quotas")]
            terms += [
                f"{NAMES.get(unit, unit)} ${price:.4g}" for unit, price in _of(plan, "per_unit")
            ]
            notes = [plan["notes"]] if plan.get("notes") else []
            rows.append(
                (
                    f"[{vendor}.{name}]({plan['source']})",
                    f"{plan['monthly']:g}",
                    "; ".join([*terms, *notes]),
                    str(plan["looked_up"]),
                    plan["verified"],
                )
            )
    return rows


def _of(plan: Mapping[str, Any], key: str) -> Sequence[tuple[str, float]]:
    return list(plan.get(key, {}).items())


def _row(line: Line) -> tuple[str, ...]:
    used = f"{line.used:,.0f}" if line.used >= 100 else f"{line.used:.2f}".rstrip("0").rstrip(".")
    share = "" if line.left is None else f"{1.0 - line.left:.0%}"
    dollars = f"{line.dollars:.2f}" if line.dollars else ""
    return NAMES[line.item], line.plan, used, share, dollars
