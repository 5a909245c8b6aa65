"""`announce`: the standing schedule, once, before its first slot."""

import asyncio
import json

import pytest

from functions.domain.horizon import Horizon, standing_schedules
from functions.jobs.announce import announce
from functions.jobs.issue import issue
from tests.fakes.database import Refused
from tests.functions.jobs.rig import Rig
from tests.worlds import MODE, SOURCE, T0


async def test_every_horizon_is_announced_from_the_next_full_hour(any_rig: Rig) -> None:
    any_rig.at(0, -1)
    assert await announce(any_rig.services) == 4
    assert await any_rig.services.ledger.schedules() == list(standing_schedules(T0))


async def test_on_the_hour_it_is_from_the_next_one(rig: Rig) -> None:
    assert await announce(rig.services) == 4
    assert {one.valid_from for one in await rig.services.ledger.schedules()} == {T0}


async def test_it_can_be_told_from_when(rig: Rig) -> None:
    later = T0.replace(day=20)
    await announce(rig.services, later)
    assert {one.valid_from for one in await rig.services.ledger.schedules()} == {later}
    rig.at(24, 1)
    assert (await issue(rig.services)).waiting == {}


async def test_what_has_begun_is_not_announced(rig: Rig) -> None:
    with pytest.raises(Refused):
        await announce(rig.services, T0.replace(day=14))
    assert await rig.services.ledger.schedules() == []


async def test_the_announcement_is_on_record_in_full(rig: Rig) -> None:
    await announce(rig.services)
    daily = json.loads((await rig.services.ledger.page(-1, 10))[3].body)
    assert daily == {
        "kind": "schedule",
        "schema_version": 1,
        "mode": MODE.value,
        "source": SOURCE,
        "horizon": "7d",
        "hours_utc": [0],
        "valid_from": "2024-01-15T00:00:00Z",
    }


async def test_called_twice_it_announces_nothing_more(rig: Rig) -> None:
    await announce(rig.services)
    rig.at(5, 1)
    assert await announce(rig.services) == 0
    assert {one.valid_from for one in await rig.services.ledger.schedules()} == {T0}


async def test_eight_at_once_announce_each_horizon_once(any_rig: Rig) -> None:
    counts = await asyncio.gather(*(announce(any_rig.services) for _ in range(8)))
    assert sum(counts) == 4
    assert {one.horizon for one in await any_rig.services.ledger.schedules()} == set(Horizon)
