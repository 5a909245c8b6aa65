"""What every ledger promises, in memory and in PostgreSQL alike."""

import asyncio
import json
from datetime import timedelta

import pytest
from psycopg.errors import CheckViolation, ForeignKeyViolation, RestrictViolation

from functions.domain.errors import NotFound
from functions.domain.horizon import Horizon, standing_schedules
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.domain.merkle_proof import Subtree
from functions.domain.record import schedule_record
from functions.ports.ledger import Anchor
from tests.fakes.database import Refused
from tests.worlds import CLOCK, SEEN, T0, OpenWorld

ANNOUNCED = [(one, schedule_record(SEEN, one)) for one in standing_schedules(T0)]
refused = pytest.raises((CheckViolation, ForeignKeyViolation, RestrictViolation, Refused))


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


async def test_the_tree_of_every_earlier_size_can_be_had(open_world: OpenWorld) -> None:
    await open_world.ledger.announce(ANNOUNCED)
    expected = LedgerHead()
    for size, (_, body) in enumerate(ANNOUNCED):
        assert await open_world.ledger.head(size) == expected
        expected = expected.append(leaf_hash(body))
    assert await open_world.ledger.head(4) == expected == await open_world.ledger.head()
    for never in (5, -1, 2**63, 2**70):
        with pytest.raises(NotFound, match=f"not had {never} entries yet"):
            await open_world.ledger.head(never)


async def test_complete_subtrees_have_their_hash_and_others_none(open_world: OpenWorld) -> None:
    await open_world.ledger.announce(ANNOUNCED)
    leaves = [leaf_hash(body) for _, body in ANNOUNCED]
    right = LedgerHead().append(leaves[2]).append(leaves[3]).root()
    whole = (await open_world.ledger.head()).root()
    wanted = [Subtree(0, 3), Subtree(1, 1), Subtree(2, 0), Subtree(0, 4), Subtree(3, 0)]
    assert await open_world.ledger.subtrees(wanted) == {
        Subtree(0, 3): leaves[3],
        Subtree(1, 1): right,
        Subtree(2, 0): whole,
    }
    assert await open_world.ledger.subtrees([]) == {}


async def test_checkpoints_are_kept_largest_first(open_world: OpenWorld) -> None:
    await open_world.ledger.announce(ANNOUNCED)
    assert await open_world.ledger.checkpoints(limit=5) == []
    assert await open_world.ledger.keep_checkpoint(2, "o\n2\nr\n")
    assert await open_world.ledger.keep_checkpoint(4, "o\n4\nr\n")
    kept = await open_world.ledger.checkpoints(limit=5)
    assert [(one.size, one.note) for one in kept] == [(4, "o\n4\nr\n"), (2, "o\n2\nr\n")]
    assert {one.signed_at for one in kept} == {CLOCK.now}
    assert [one.size for one in await open_world.ledger.checkpoints(limit=1)] == [4]


async def test_the_first_checkpoint_of_a_size_stays(open_world: OpenWorld) -> None:
    await open_world.ledger.announce(ANNOUNCED)
    assert await open_world.ledger.keep_checkpoint(4, "first\n4\nr\n")
    assert not await open_world.ledger.keep_checkpoint(4, "second\n4\nr\n")
    assert [one.note for one in await open_world.ledger.checkpoints(9)] == ["first\n4\nr\n"]


@pytest.mark.parametrize(("size", "note"), [(5, "o\n5\nr\n"), (4, "o\n5\nr\n")])
async def test_no_checkpoint_is_ahead_of_the_ledger_or_of_another_size(
    open_world: OpenWorld, size: int, note: str
) -> None:
    await open_world.ledger.announce(ANNOUNCED)
    with refused:
        await open_world.ledger.keep_checkpoint(size, note)
    assert await open_world.ledger.checkpoints(9) == []


async def test_who_signed_an_earlier_state_and_comes_late_changes_nothing(
    open_world: OpenWorld,
) -> None:
    await open_world.ledger.announce(ANNOUNCED)
    assert await open_world.ledger.keep_checkpoint(4, "o\n4\nr\n")
    assert not await open_world.ledger.keep_checkpoint(3, "o\n3\nr\n")
    assert [one.size for one in await open_world.ledger.checkpoints(9)] == [4]


async def test_anchors_of_a_checkpoint_are_said_once(open_world: OpenWorld) -> None:
    await open_world.ledger.announce(ANNOUNCED)
    await open_world.ledger.keep_checkpoint(2, "o\n2\nr\n")
    await open_world.ledger.keep_checkpoint(4, "o\n4\nr\n")
    promised = Anchor(4, "opentimestamps", "pending", "promised by a calendar")
    copied = Anchor(2, "s3", "kept", "checkpoints/2")
    earlier = Anchor(2, "opentimestamps", "pending", "promised by a calendar")
    for one in (promised, copied, promised, earlier, copied):
        await open_world.ledger.record_anchor(one)
    assert await open_world.ledger.anchors([2, 4]) == [earlier, copied, promised]
    assert await open_world.ledger.time_stamps(9) == [promised, earlier]
    assert await open_world.ledger.time_stamps(1) == [promised]
    proved = Anchor(4, "opentimestamps", "complete", "in Bitcoin's block 900000")
    await open_world.ledger.record_anchor(proved)
    assert await open_world.ledger.anchors([4]) == [promised, proved]
    assert await open_world.ledger.time_stamps(9) == [proved, earlier]
    assert await open_world.ledger.anchors([]) == []
    with refused:
        await open_world.ledger.record_anchor(Anchor(3, "s3", "kept", "checkpoints/3"))
