"""What an environment uses in a month and what that costs: arithmetic over plans.toml.

Usage follows from the cadence table, from what was measured and from assumptions about
readers; all three stand in the file. Nothing here asks a vendor.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.adapters.process_meter import FLUSH_S
from functions.adapters.upstash.aggregate import COMMANDS_A_BATCH
from functions.domain.errors import InvalidInput
from functions.domain.horizon import Horizon, standing_schedules
from functions.jobs.cadence import CADENCE
from functions.queries.everybody import CANDLES_SHELVED
from mlops.deployment.render.blueprint import Blueprint
from mlops.local.settings import REPOSITORY

HOURS_A_MONTH = 730.0
DAYS_A_MONTH = HOURS_A_MONTH / 24
GB, MB = 1e9, 1e6
ANY_HOUR = datetime(2026, 1, 1, tzinfo=UTC)
PUBLISHED_DOCUMENTS = 4 + len(CANDLES_SHELVED) + 1 + len(Horizon) + len(Horizon)
"""What functions.jobs.publish shelves at once: everybody's documents, status, first views."""
DOCUMENTS_PROBED, FUNCTIONS_PROBED = 2, 3
"""/api/health, /api/v1/forecast and the page, of which a CDN may answer the most."""
PLANS = Path(__file__).parent / "plans.toml"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill; `left` is the share of a quota that is not used, None without one."""

    item: str
    plan: str
    used: float
    unit: str
    dollars: float
    left: float | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """A month of a profile."""

    profile: str
    lines: tuple[Line, ...]

    @property
    def dollars(self) -> float:
        """What it costs."""
        return sum(line.dollars for line in self.lines)

    @property
    def breaks_first(self) -> Line | None:
        """The quota that is nearest to being used up."""
        limited = [line for line in self.lines if line.left is not None]
        return min(limited, key=lambda line: line.left or 0.0, default=None)


def read_plans(path: Path = PLANS) -> Mapping[str, Any]:
    """The file."""
    return tomllib.loads(path.read_text())


def bill(plans: Mapping[str, Any], profile: str, months: float = 1.0) -> Bill:
    """A month's bill, `months` after the start. Raises InvalidInput for an unknown profile."""
    chosen = plans["profiles"].get(profile)
    if chosen is None:
        known = ", ".join(plans["profiles"])
        raise InvalidInput(f"there is no profile {profile!r}; there are {known}")
    used = usage(plans, profile, months)
    lines: list[Line] = []
    for name in chosen["plans"]:
        lines += _plan_lines(plans, name, used)
    return Bill(profile, tuple(lines))


def usage(plans: Mapping[str, Any], profile: str, months: float = 1.0) -> dict[str, float]:
    """What a profile's environments use in a month, by the plans' names of things."""
    chosen, said = plans["profiles"][profile], plans["usage"]
    environments = chosen["environments"]
    once = _environment_usage(said, chosen["probe_s"], months)
    used = {name: amount * environments for name, amount in once.items()}
    if chosen["trigger"] != "qstash":
        del used["qstash_messages"]
    used |= blueprint_usage(REPOSITORY / chosen["blueprint"], said["free_service_hours_a_day"])
    return used


def _environment_usage(said: Mapping[str, Any], probe_s: float, months: float) -> dict[str, float]:
    minutes = tick_minutes()
    ticks = len(minutes) * HOURS_A_MONTH
    scrapes = HOURS_A_MONTH * 3600 / said["scrape_s"]
    probes = HOURS_A_MONTH * 3600 / probe_s * FUNCTIONS_PROBED
    reports = HOURS_A_MONTH * 3600 / said["report_s"]
    requests = said["readers_a_day"] * said["requests_a_reader"] * DAYS_A_MONTH
    reads = requests * (1 - said["answered_by_cdn"])
    watched = scrapes + probes + reports
    awake_h = (
        HOURS_A_MONTH
        * awake_minutes_an_hour(minutes, said["neon_suspend_minutes"] + said["tick_minutes"])
        / 60
        + DAYS_A_MONTH * said["reader_wakes_minutes_a_day"] / 60
    )
    database_gb = said["database_gb_at_start"] + months * growth_bytes(said) / GB
    trained_gb = months * said["trainings_a_month"] * said["mb_a_training"] * MB / GB
    return {
        "invocations": ticks + watched + reads,
        "cpu_hours": (ticks * said["tick_cpu_s"] + (watched + reads) * said["read_cpu_s"]) / 3600,
        "transfer_gb": requests * said["kb_a_request"] * 1000 / GB,
        "cu_hours": min(awake_h, HOURS_A_MONTH) * said["neon_cu"],
        "storage_gb": database_gb,
        "redis_commands": redis_commands(
            ticks, scrapes, reads + probes * DOCUMENTS_PROBED / FUNCTIONS_PROBED + reports
        ),
        "redis_mb": said["redis_mb"],
        "qstash_messages": ticks,
        "cloudinary_credits": trained_gb,
        "s3_gb": trained_gb,
        "s3_puts": said["trainings_a_month"] * 3.0,
        "action_minutes": 0.0,
    }


def tick_minutes() -> Sequence[int]:
    """The minutes of an hour at which a scheduler ticks."""
    return sorted({minute for cadence in CADENCE for minute in cadence.minutes})


def awake_minutes_an_hour(minutes: Sequence[int], awake: float) -> float:
    """Minutes of each hour in which a database is awake that stays so `awake` after a tick."""
    following = [*minutes[1:], minutes[0] + 60]
    return sum(min(awake, after - at) for at, after in zip(minutes, following, strict=True))


def redis_commands(ticks: float, scrapes: float, reads: float) -> float:
    """Commands a month: each pipelined one counts.

    In an hour, one tick issues and one scores, and each publishes all documents; every
    ingest renews the feature window. A scrape is one command. What is counted is sent
    after an answer, by an instance that does not rest at most every `FLUSH_S` seconds.
    `reads` counts what reads or writes one document: readers, probes, watch reports.
    """
    published = 2 * PUBLISHED_DOCUMENTS * HOURS_A_MONTH
    flushes = min(ticks + scrapes + reads, HOURS_A_MONTH * 3600 / FLUSH_S)
    return published + 3 * ticks + scrapes + 2 * reads + COMMANDS_A_BATCH * flushes


def slots_a_day() -> int:
    """Slots that the standing schedule has."""
    return sum(len(schedule.hours_utc) for schedule in standing_schedules(ANY_HOUR))


def growth_bytes(said: Mapping[str, Any]) -> float:
    """What the database grows by in a month."""
    slots = slots_a_day() * DAYS_A_MONTH * said["bytes_a_slot"]
    venue_hours = said["venues"] * HOURS_A_MONTH * said["bytes_a_venue_hour"]
    return float(slots + venue_hours + HOURS_A_MONTH * said["bytes_a_settled_hour"])


def blueprint_usage(path: Path, free_hours_a_day: float) -> dict[str, float]:
    """Instances by plan, disks and cron jobs of a Blueprint, for a whole month.

    A free service is awake for some hours a day only.
    """
    counted: dict[str, float] = {}
    for service in Blueprint.read(path).services:
        unit = "cron" if service.kind == "cron" else service.plan
        amount = free_hours_a_day * DAYS_A_MONTH if unit == "free" else 1.0
        key = "instance_hours" if unit == "free" else unit
        counted[key] = counted.get(key, 0.0) + amount
        if disk := service.entry.get("disk"):
            counted["disk_gb"] = counted.get("disk_gb", 0.0) + disk["sizeGB"]
    return counted


def _plan_lines(plans: Mapping[str, Any], name: str, used: Mapping[str, float]) -> list[Line]:
    vendor, plan = name.split(".")
    entry = plans[vendor][plan]
    lines = []
    if entry["monthly"]:
        lines.append(Line("subscription", name, 1.0, "month", entry["monthly"]))
    for unit, price in entry.get("per_unit", {}).items():
        amount = used.get(unit, 0.0)
        lines.append(Line(unit, name, amount, unit, amount * price))
    for unit, quota in entry.get("quotas", {}).items():
        amount = used.get(unit, 0.0)
        lines.append(Line(unit, name, amount, unit, 0.0, 1.0 - amount / quota))
    return lines
