"""What every ledger promises, in memory and in PostgreSQL alike."""

import asyncio
import json
from datetime import timedelta

import pytest
from psycopg.errors import CheckViolation

from functions.domain.horizon import Horizon, standing_schedules
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.domain.record import schedule_record
from tests.fakes.database import Refused
from tests.worlds import CLOCK, SEEN, T0, OpenWorld

ANNOUNCED = [(one, schedule_record(SEEN, one)) for one in standing_schedules(T0)]
refused = pytest.raises((CheckViolation, Refused))


async def test_an_empty_ledger_is_the_empty_tree(open_world: OpenWorld) -> None:
    assert await open_world.ledger.head() == LedgerHead()
    assert await open_world.ledger.page(after=-1, limit=10) == []
    assert await open_world.ledger.schedules() == []


async def test_what_is_announced_can_be_read_back(open_world: OpenWorld) -> None:
    assert await open_world.ledger.announce(ANNOUNCED) == 4
    assert await open_world.ledger.schedules() == list(standing_schedules(T0))


async def test_entries_are_numbered_from_zero_and_keep_their_bytes(open_world: OpenWorld) -> None:
    await open_world.ledger.announce(ANNOUNCED)
    entries = await open_world.ledger.page(after=-1, limit=10)
    assert [one.index for one in entries] == [0, 1, 2, 3]
    assert [one.body for one in entries] == [body for _, body in ANNOUNCED]
    assert [one.leaf_hash for one in entries] == [leaf_hash(body) for _, body in ANNOUNCED]
    assert {one.kind for one in entries} == {"schedule"}
    assert {one.recorded_at for one in entries} == {CLOCK.now}


async def test_the_head_is_the_tree_over_every_entry(open_world: OpenWorld) -> None:
    expected = LedgerHead()
    for schedule, body in ANNOUNCED:
        await open_world.ledger.announce([(schedule, body)])
        expected = expected.append(leaf_hash(body))
        assert await open_world.ledger.head() == expected


async def test_a_page_goes_on_after_an_index(open_world: OpenWorld) -> None:
    await open_world.ledger.announce(ANNOUNCED)
    assert [one.index for one in await open_world.ledger.page(after=0, limit=2)] == [1, 2]
    assert [one.index for one in await open_world.ledger.page(after=2, limit=2)] == [3]
    assert await open_world.ledger.page(after=3, limit=2) == []
    assert await open_world.ledger.page(after=-1, limit=0) == []


async def test_announcing_twice_changes_nothing(open_world: OpenWorld) -> None:
    await open_world.ledger.announce(ANNOUNCED)
    head = await open_world.ledger.head()
    later = standing_schedules(T0 + timedelta(days=1))
    assert await open_world.ledger.announce(ANNOUNCED) == 0
    assert await open_world.ledger.announce([(one, b'{"kind":"?"}') for one in later]) == 0
    assert await open_world.ledger.head() == head
    assert {one.valid_from for one in await open_world.ledger.schedules()} == {T0}


async def test_what_is_missing_is_announced_beside_what_is_there(open_world: OpenWorld) -> None:
    await open_world.ledger.announce(ANNOUNCED[:1])
    assert await open_world.ledger.announce(ANNOUNCED) == 3
    assert {one.horizon for one in await open_world.ledger.schedules()} == set(Horizon)


async def test_eight_at_once_announce_once(open_world: OpenWorld) -> None:
    counts = await asyncio.gather(*(open_world.ledger.announce(ANNOUNCED) for _ in range(8)))
    assert sorted(counts) == [0] * 7 + [4]
    bodies = [json.loads(one.body) for one in await open_world.ledger.page(-1, 100)]
    assert [one["horizon"] for one in bodies] == ["1h", "4h", "24h", "7d"]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(microseconds=1), timedelta(days=1)])
async def test_slots_that_have_begun_cannot_be_announced(
    open_world: OpenWorld, late: timedelta
) -> None:
    open_world.move(T0 + late)
    with refused:
        await open_world.ledger.announce(ANNOUNCED)
    assert await open_world.ledger.head() == LedgerHead()
    assert await open_world.ledger.schedules() == []
