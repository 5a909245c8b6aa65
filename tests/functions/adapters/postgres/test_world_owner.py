"""Opening a world is one act; its clock has one hand."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import CheckViolation

from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import PostgresWorld
from functions.adapters.postgres.world_owner import ClockBusy, Rejection, WorldOwner
from functions.domain.candle import Candle
from functions.domain.errors import InvalidInput, WorldMismatch
from functions.domain.units import HOUR
from functions.domain.world import Mode
from tests.conftest import Database
from tests.fakes.market import market
from tests.worlds import CLOCK, MODE, SOURCE

HISTORY = market(30)
REJECTED = [Rejection(7, "low is above high", "2024-01-01,1,2,3"), Rejection(9, "gap", "")]


def counts(database: Database) -> dict[str, int]:
    found = {}
    with psycopg.connect(database.owner_url) as connection:
        for table in ("world", "replay_clock", "history_candle", "history_rejection"):
            row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            assert row is not None
            found[table] = row[0]
    return found


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database.owner_url) as connection:
        return connection.execute(query.encode()).fetchall()


NOTHING = {"world": 0, "replay_clock": 0, "history_candle": 0, "history_rejection": 0}


async def test_a_world_opens_with_its_clock_history_and_rejections(
    database: Database, owner: WorldOwner, pool: Pool
) -> None:
    assert owner.source() is None
    assert owner.open(MODE, SOURCE, CLOCK, HISTORY, REJECTED)
    assert owner.source() == (MODE, SOURCE)
    assert (await PostgresWorld(pool, MODE).read()).clock == CLOCK
    assert counts(database) == {
        "world": 1, "replay_clock": 1, "history_candle": 30, "history_rejection": 2,
    }  # fmt: skip
    kept = rows(database, "SELECT line, reason, row FROM history_rejection ORDER BY line")
    assert kept == [(one.line, one.reason, one.row) for one in REJECTED]


def test_opening_twice_changes_nothing(database: Database, owner: WorldOwner) -> None:
    owner.open(MODE, SOURCE, CLOCK, HISTORY, REJECTED)
    before = counts(database)
    other_clock = replace(CLOCK, now=CLOCK.now + 5 * HOUR)
    assert not owner.open(MODE, SOURCE, other_clock, market(3, seed=1), REJECTED)
    assert counts(database) == before
    assert rows(database, "SELECT now FROM replay_clock") == [(CLOCK.now,)]


async def test_four_at_once_open_one_world(database: Database, owner: WorldOwner) -> None:
    opened = await asyncio.gather(
        *(asyncio.to_thread(owner.open, MODE, SOURCE, CLOCK, HISTORY) for _ in range(4))
    )
    assert sorted(opened) == [False, False, False, True]
    assert counts(database)["history_candle"] == len(HISTORY)


@pytest.mark.parametrize(
    ("mode", "source"), [(MODE, "another file"), (Mode.SIMULATED, SOURCE), (Mode.LIVE, SOURCE)]
)
def test_another_mode_or_source_is_refused(
    database: Database, owner: WorldOwner, mode: Mode, source: str
) -> None:
    owner.open(MODE, SOURCE, CLOCK, HISTORY)
    before = counts(database)
    clock = None if mode is Mode.LIVE else CLOCK
    with pytest.raises(WorldMismatch, match=f"the replay world of {SOURCE} for ever"):
        owner.open(mode, source, clock, market(3))
    with pytest.raises(WorldMismatch):
        owner.check(mode, source)
    owner.check(MODE, SOURCE)
    assert counts(database) == before


def test_an_unopened_database_is_anybodys(owner: WorldOwner) -> None:
    owner.check(MODE, SOURCE)
    assert owner.source() is None


def test_a_history_that_fails_half_way_leaves_nothing(
    database: Database, owner: WorldOwner
) -> None:
    def cut() -> Iterator[Candle]:
        yield from HISTORY
        raise OSError("the file ended early")

    with pytest.raises(OSError, match="ended early"):
        owner.open(MODE, SOURCE, CLOCK, cut(), REJECTED)
    assert counts(database) == NOTHING
    assert owner.open(MODE, SOURCE, CLOCK, HISTORY)


def test_a_clock_that_is_refused_leaves_no_history(database: Database, owner: WorldOwner) -> None:
    backwards = replace(CLOCK, ends_at=CLOCK.starts_at)
    with pytest.raises(CheckViolation):
        owner.open(MODE, SOURCE, backwards, HISTORY, REJECTED)
    assert counts(database) == NOTHING


def test_an_hour_twice_in_a_history_leaves_nothing(database: Database, owner: WorldOwner) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.open(MODE, SOURCE, CLOCK, [*HISTORY, HISTORY[0]])
    assert counts(database) == NOTHING


def test_only_a_live_world_has_no_clock_of_its_own(database: Database, owner: WorldOwner) -> None:
    with pytest.raises(InvalidInput):
        owner.open(Mode.LIVE, "venues", CLOCK)
    with pytest.raises(InvalidInput):
        owner.open(MODE, SOURCE)
    assert counts(database) == NOTHING


def test_the_hand_moves_the_clock_an_hour_at_a_time(owner: WorldOwner) -> None:
    owner.open(MODE, SOURCE, CLOCK)
    with owner.clock() as hand:
        assert hand.read() == CLOCK
        assert hand.advance() == replace(CLOCK, now=CLOCK.now + HOUR)
        assert hand.advance().now == CLOCK.now + 2 * HOUR


@pytest.mark.parametrize("before_end", [timedelta(minutes=90), timedelta(0)])
def test_the_clock_stops_at_its_end(owner: WorldOwner, before_end: timedelta) -> None:
    assert CLOCK.ends_at is not None
    owner.open(MODE, SOURCE, replace(CLOCK, now=CLOCK.ends_at - before_end))
    with owner.clock() as hand:
        moved = [hand.advance().now for _ in range(3)]
    assert moved[1:] == [CLOCK.ends_at] * 2
    assert moved[0] <= CLOCK.ends_at


def test_a_clock_has_one_hand_at_a_time(database: Database, owner: WorldOwner) -> None:
    owner.open(MODE, SOURCE, CLOCK)
    with (
        owner.clock() as hand,
        pytest.raises(ClockBusy),
        WorldOwner(database.owner_url).clock(),
    ):
        pytest.fail("two hands on one clock")
    with owner.clock() as hand:
        assert hand.advance().now == CLOCK.now + HOUR


def test_the_hand_is_free_again_when_its_holder_fails(owner: WorldOwner) -> None:
    owner.open(MODE, SOURCE, CLOCK)
    with pytest.raises(OSError, match="lost"), owner.clock():
        raise OSError("lost")
    with owner.clock() as hand:
        assert hand.read() == CLOCK


def test_nobody_moves_the_clock_of_a_live_world(owner: WorldOwner) -> None:
    owner.open(Mode.LIVE, "venues")
    with owner.clock() as hand:
        with pytest.raises(InvalidInput, match="nobody can move it"):
            hand.advance()
        with pytest.raises(InvalidInput):
            hand.read()


def test_the_pace_can_be_changed(owner: WorldOwner) -> None:
    owner.open(MODE, SOURCE, CLOCK)
    owner.set_pace(0.5)
    with owner.clock() as hand:
        assert hand.read() == replace(CLOCK, seconds_per_hour=0.5)
    for wrong in (0.0, -1.0):
        with pytest.raises(InvalidInput):
            owner.set_pace(wrong)
