"""What every forecast store promises of its slots, in memory and in PostgreSQL alike.

Outcomes and tallies: test_forecast_scores.py.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from psycopg.errors import CheckViolation, RestrictViolation

from functions.domain.horizon import Horizon, Slot
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.domain.record import missed_record
from functions.domain.units import HOUR
from functions.ports.forecasts import SettledSlot, SlotFilter
from tests.fakes.database import Refused
from tests.worlds import SEEN, T0, OpenWorld, forecast_body

REASON = "not issued by the deadline"
refused = pytest.raises((CheckViolation, RestrictViolation, Refused))


@pytest.fixture
async def world(open_world: OpenWorld) -> OpenWorld:
    """Announced: entries 0 to 3 are the schedules."""
    await open_world.announce()
    return open_world


async def issue(world: OpenWorld, slot: Slot, issued_at: datetime | None = None) -> bool:
    at = issued_at or slot.cutoff + timedelta(minutes=1)
    return await world.forecasts.issue(slot, at, forecast_body(slot, at))


async def miss(world: OpenWorld, slot: Slot) -> bool:
    return await world.forecasts.miss(slot, REASON, missed_record(SEEN, slot, REASON))


async def size(world: OpenWorld) -> int:
    return (await world.ledger.head()).size


def slots(cutoff: datetime) -> list[Slot]:
    return [Slot(cutoff, horizon) for horizon in Horizon]


async def three_hours(world: OpenWorld) -> None:
    """Issue all four slots of T0, miss the hour after, issue 1h and 4h of the third."""
    world.move(T0 + timedelta(minutes=2))
    for slot in slots(T0):
        await issue(world, slot)
    world.move(T0 + 2 * HOUR + timedelta(minutes=2))
    for slot in slots(T0 + HOUR)[:3]:
        await miss(world, slot)
    for slot in slots(T0 + 2 * HOUR)[:2]:
        await issue(world, slot)


async def test_nothing_is_settled_at_first(world: OpenWorld) -> None:
    assert await world.forecasts.last_settled() == {}
    assert await world.forecasts.latest() == []
    assert await world.forecasts.page(SlotFilter()) == []
    assert await world.forecasts.find(Slot(T0, Horizon.H1)) is None


async def test_an_issued_forecast_is_in_the_ledger_byte_for_byte(world: OpenWorld) -> None:
    slot = Slot(T0, Horizon.H24)
    world.move(T0 + timedelta(minutes=4))
    issued_at = T0 + timedelta(minutes=3)
    assert await issue(world, slot, issued_at)
    body = forecast_body(slot, issued_at)
    assert await world.forecasts.find(slot) == SettledSlot(
        slot, 4, leaf_hash(body), body, issued_at, missed_reason=None, outcome=None
    )
    (entry,) = await world.ledger.page(after=3, limit=10)
    assert (entry.kind, entry.body) == ("forecast", body)
    assert entry.recorded_at == T0 + timedelta(minutes=4)


async def test_a_missed_slot_is_in_the_ledger_with_its_reason(world: OpenWorld) -> None:
    slot = Slot(T0, Horizon.H24)
    world.move(slot.deadline + timedelta(microseconds=1))
    assert await miss(world, slot)
    body = missed_record(SEEN, slot, REASON)
    assert await world.forecasts.find(slot) == SettledSlot(
        slot, 4, leaf_hash(body), body, issued_at=None, missed_reason=REASON, outcome=None
    )
    (entry,) = await world.ledger.page(after=3, limit=10)
    assert entry.kind == "missed"


async def test_the_tree_grows_by_one_leaf_a_slot(world: OpenWorld) -> None:
    await three_hours(world)
    expected = LedgerHead()
    for entry in await world.ledger.page(-1, 100):
        expected = expected.append(leaf_hash(entry.body))
    assert await world.ledger.head() == expected
    assert expected.size == 4 + 4 + 3 + 2


@pytest.mark.parametrize("minute", [0, 10])
async def test_a_slot_can_be_issued_from_cutoff_to_deadline(world: OpenWorld, minute: int) -> None:
    now = T0 + timedelta(minutes=minute)
    world.move(now)
    assert await issue(world, Slot(T0, Horizon.H1), now)


async def test_a_slot_past_its_deadline_is_not_issued(world: OpenWorld) -> None:
    slot = Slot(T0, Horizon.H1)
    world.move(slot.deadline + timedelta(microseconds=1))
    assert not await issue(world, slot)
    assert await world.forecasts.find(slot) is None
    assert await size(world) == 4


async def test_no_forecast_bears_a_time_that_has_not_come(world: OpenWorld) -> None:
    world.move(T0 + timedelta(minutes=1))
    assert not await issue(world, Slot(T0, Horizon.H1), T0 + timedelta(minutes=2))
    assert await size(world) == 4


async def test_no_forecast_is_issued_before_its_cutoff(world: OpenWorld) -> None:
    early = T0 - timedelta(seconds=1)
    world.move(early)
    with refused:
        await issue(world, Slot(T0, Horizon.H1), early)
    assert await size(world) == 4


@pytest.mark.parametrize("after", [timedelta(0), timedelta(minutes=10)])
async def test_no_slot_is_missed_by_its_deadline(world: OpenWorld, after: timedelta) -> None:
    world.move(T0 + after)
    with refused:
        await miss(world, Slot(T0, Horizon.H1))
    assert await size(world) == 4


@pytest.mark.parametrize("first", [issue, miss])
async def test_a_settled_slot_stays_as_it_is(
    world: OpenWorld, first: Callable[[OpenWorld, Slot], Awaitable[bool]]
) -> None:
    slot = Slot(T0, Horizon.H1)
    world.move(T0 + timedelta(minutes=1) if first is issue else T0 + timedelta(minutes=11))
    assert await first(world, slot)
    settled = await world.forecasts.find(slot)
    world.move(T0 + timedelta(minutes=11))
    assert not await issue(world, slot)
    assert not await miss(world, slot)
    assert await world.forecasts.find(slot) == settled
    assert await size(world) == 5


async def test_slots_of_a_horizon_are_settled_in_order(world: OpenWorld) -> None:
    world.move(T0 + 2 * HOUR)
    await miss(world, Slot(T0 + HOUR, Horizon.H4))
    with refused:
        await miss(world, Slot(T0, Horizon.H4))
    assert await miss(world, Slot(T0, Horizon.H24))
    assert await size(world) == 6


async def test_the_last_settled_cutoff_is_by_horizon(world: OpenWorld) -> None:
    await three_hours(world)
    assert await world.forecasts.last_settled() == {
        Horizon.H1: T0 + 2 * HOUR,
        Horizon.H4: T0 + 2 * HOUR,
        Horizon.H24: T0 + HOUR,
        Horizon.D7: T0,
    }


async def test_the_latest_are_issued_ones_shortest_horizon_first(world: OpenWorld) -> None:
    await three_hours(world)
    latest = await world.forecasts.latest()
    assert [one.slot for one in latest] == [
        Slot(T0 + 2 * HOUR, Horizon.H1),
        Slot(T0 + 2 * HOUR, Horizon.H4),
        Slot(T0, Horizon.H24),
        Slot(T0, Horizon.D7),
    ]
    assert [await world.forecasts.find(one.slot) for one in latest] == latest


async def test_a_page_is_newest_first_and_longest_first_within_a_cutoff(world: OpenWorld) -> None:
    await three_hours(world)
    page = await world.forecasts.page(SlotFilter())
    assert [one.slot for one in page] == [
        *slots(T0 + 2 * HOUR)[1::-1],
        *slots(T0 + HOUR)[2::-1],
        *slots(T0)[::-1],
    ]


async def test_pages_join_without_a_hole_or_a_repeat(world: OpenWorld) -> None:
    await three_hours(world)
    whole = await world.forecasts.page(SlotFilter())
    for limit in (1, 2, 4, 9):
        read: list[SettledSlot] = []
        while page := await world.forecasts.page(
            SlotFilter(limit=limit, before=read[-1].slot if read else None)
        ):
            assert len(page) <= limit
            read += page
        assert read == whole


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (SlotFilter(horizon=Horizon.H1), ["1h@2", "1h@1", "1h@0"]),
        (SlotFilter(status="missed"), ["24h@1", "4h@1", "1h@1"]),
        (SlotFilter(status="scored"), []),
        (SlotFilter(status="pending", horizon=Horizon.H4), ["4h@2", "4h@0"]),
        (SlotFilter(cutoff_from=T0 + 2 * HOUR), ["4h@2", "1h@2"]),
        (SlotFilter(cutoff_until=T0), ["7d@0", "24h@0", "4h@0", "1h@0"]),
        (SlotFilter(cutoff_from=T0 + HOUR, cutoff_until=T0 + HOUR, limit=2), ["24h@1", "4h@1"]),
        (SlotFilter(before=Slot(T0 + HOUR, Horizon.H1), limit=1), ["7d@0"]),
        (SlotFilter(before=Slot(T0, Horizon.H1)), []),
    ],
    ids=str,
)
async def test_a_page_holds_what_is_wanted(
    world: OpenWorld, wanted: SlotFilter, expected: list[str]
) -> None:
    await three_hours(world)
    page = await world.forecasts.page(wanted)
    assert [f"{one.slot.horizon}@{(one.slot.cutoff - T0) // HOUR}" for one in page] == expected


async def test_eight_at_once_issue_a_slot_once(world: OpenWorld) -> None:
    world.move(T0 + timedelta(minutes=1))
    done = await asyncio.gather(
        *(issue(world, slot) for _ in range(8) for slot in slots(T0)),
    )
    assert sum(done) == 4
    assert await size(world) == 8


async def test_eight_at_once_miss_a_slot_once(world: OpenWorld) -> None:
    world.move(T0 + timedelta(minutes=11))
    done = await asyncio.gather(*(miss(world, Slot(T0, Horizon.H1)) for _ in range(8)))
    assert sum(done) == 1
    assert await size(world) == 5
