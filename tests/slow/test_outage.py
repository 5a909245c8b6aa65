"""A week of a world in which nobody fired a job for 30 hours, and what is left of that."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from functions.adapters.postgres.world_owner import ClockHand
from functions.bootstrap import Bootstrapped
from functions.domain.baseline import BASELINES
from functions.domain.units import HOUR
from functions.jobs.cadence import CADENCE
from functions.jobs.run import JOBS
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.postgres import PostgresServer
from mlops.replay.drive import drive
from tests.http.small_world import STARTS_AT, SmallWorld, create_world, open_world, services
from tests.slow.conftest import Say

pytestmark = pytest.mark.slow

DATABASE = "candor_outage"
OUTAGE_FROM = STARTS_AT + timedelta(days=3)
OUTAGE = timedelta(hours=30)
ENDS_AT = STARTS_AT + timedelta(days=8)
DEADLINE = timedelta(minutes=10)
INSTANT = timedelta(microseconds=1)
HOURLY = ("1h", "4h", "24h")
LENGTH = {"1h": HOUR, "4h": 4 * HOUR, "24h": 24 * HOUR, "7d": 168 * HOUR}

Slots = set[tuple[str, datetime]]


@pytest.fixture
def world(
    postgres_cluster: PostgresServer, upstash: UpstashServer, server_folder: Path
) -> Iterator[SmallWorld]:
    yield create_world(postgres_cluster, upstash, server_folder, DATABASE)
    postgres_cluster.drop_database(DATABASE)


@pytest.fixture
async def given(world: SmallWorld) -> AsyncIterator[Bootstrapped]:
    """A world that lived three days, and then lost its scheduler."""
    await open_world(world)
    async with services(world.settings()) as given:
        with world.clock().clock() as hand:
            await live_until(given, hand, OUTAGE_FROM)
        yield given


@pytest.mark.parametrize(
    ("late", "newest_is_in_time"),
    [(timedelta(0), True), (DEADLINE, True), (DEADLINE + INSTANT, False)],
    ids=["on the hour", "at the deadline", "just after the deadline"],
)
async def test_an_outage_leaves_exactly_its_announced_slots_missed(
    world: SmallWorld, given: Bootstrapped, late: timedelta, newest_is_in_time: bool, say: Say
) -> None:
    back_at = OUTAGE_FROM + OUTAGE
    move(world, back_at + late)
    assert settled(world, "missed_reason IS NOT NULL") == set()  # nobody has looked yet
    await fire(given)

    last_missed = back_at - HOUR if newest_is_in_time else back_at
    expected = announced(OUTAGE_FROM + HOUR, last_missed)
    assert settled(world, "missed_reason IS NOT NULL") == expected
    assert settled(world, "issued_at IS NOT NULL") == announced(STARTS_AT, back_at) - expected

    move(world, back_at + HOUR)
    await fire(given)
    with world.clock().clock() as hand:
        await live_until(given, hand, ENDS_AT)
    issued = settled(world, "issued_at IS NOT NULL")
    assert settled(world, "missed_reason IS NOT NULL") == expected  # for ever, and no other
    assert issued == announced(STARTS_AT, ENDS_AT) - expected

    # Whatever was issued and has matured is scored, the outage's own hours included.
    matured = {
        (horizon, cutoff) for horizon, cutoff in issued if cutoff + LENGTH[horizon] <= ENDS_AT
    }
    assert scored(world) == dict.fromkeys(matured, 1 + len(BASELINES))
    assert any(OUTAGE_FROM < cutoff + LENGTH[horizon] <= back_at for horizon, cutoff in matured)

    # The ledger says the same, entry by entry.
    entries = ledger(world)
    assert slots_of(entries, "missed") == expected
    assert slots_of(entries, "forecast") == issued
    assert len(entries) == len(expected) + len(issued) + 4 + 1  # schedules, the champion
    say(f"outage of 30 h + {late}: {len(expected)} missed, {len(issued)} issued,"
        f" {len(matured)} scored")  # fmt: skip


async def test_nobody_can_issue_afterwards_what_was_missed(
    world: SmallWorld, given: Bootstrapped
) -> None:
    move(world, OUTAGE_FROM + OUTAGE)
    await fire(given)
    before = ledger(world)
    for _ in range(3):
        await fire(given)
    assert ledger(world) == before


def announced(first: datetime, last: datetime) -> Slots:
    """Slots with a cutoff in [first, last], from what the standing schedule says."""
    hours = [first + step * HOUR for step in range(int((last - first) / HOUR) + 1)]
    every_hour = {(horizon, cutoff) for horizon in HOURLY for cutoff in hours}
    return every_hour | {("7d", cutoff) for cutoff in hours if cutoff.hour == 0}


async def fire(given: Bootstrapped) -> None:
    """Every job once, as a scheduler does."""
    for cadence in CADENCE:
        await JOBS[cadence.job](given.services)


async def live_until(given: Bootstrapped, hand: ClockHand, until: datetime) -> None:
    await drive(given, hand, until, lambda _clock: None)


def move(world: SmallWorld, now: datetime) -> None:
    """Let the clock show an instant, whatever happened until then."""
    with psycopg.connect(world.owner_url) as owner:
        owner.execute("UPDATE replay_clock SET now = %s", [now])


def settled(world: SmallWorld, how: str) -> Slots:
    return {
        (horizon, cutoff)
        for horizon, cutoff in rows(world, f"SELECT horizon, cutoff FROM slot_entry WHERE {how}")
    }


def scored(world: SmallWorld) -> dict[tuple[str, datetime], int]:
    """How many forecasters were scored, by slot."""
    found = rows(
        world,
        """
        SELECT horizon, cutoff, count(scorer) FROM outcome JOIN score USING (horizon, cutoff)
        GROUP BY horizon, cutoff
        """,
    )
    return {(horizon, cutoff): count for horizon, cutoff, count in found}


def ledger(world: SmallWorld) -> list[dict[str, Any]]:
    """The bodies of all entries."""
    bodies = rows(world, "SELECT body FROM ledger_entry ORDER BY index")
    return [json.loads(body) for (body,) in bodies]


def slots_of(entries: list[dict[str, Any]], kind: str) -> Slots:
    slots = [entry["slot"] for entry in entries if entry["kind"] == kind]
    found = {(slot["horizon"], datetime.fromisoformat(slot["cutoff"])) for slot in slots}
    assert len(found) == len(slots)
    return found


def rows(world: SmallWorld, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(world.owner_url) as owner:
        owner.execute("SET TIME ZONE 'UTC'")
        return owner.execute(statement.encode()).fetchall()
