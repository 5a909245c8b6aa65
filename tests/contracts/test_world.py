"""What every world promises, in memory and in PostgreSQL alike."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import PostgresWorld
from functions.domain.errors import NotReady, WorldMismatch
from functions.domain.units import HOUR
from functions.domain.venue_consensus import venue_consensus
from functions.domain.world import ClockState, Mode
from functions.ports.world import WorldStore
from tests.fakes.database import FakeDatabase
from tests.fakes.market import market
from tests.fakes.world import FakeWorld
from tests.worlds import CLOCK, MODE, SEEN, SOURCE, T0, OpenWorld

WorldOf = Callable[[Mode], WorldStore]


@pytest.fixture(params=["fake", "postgres"])
def unopened(request: pytest.FixtureRequest) -> WorldStore:
    if request.param == "fake":
        return FakeWorld(None, MODE)
    pool: Pool = request.getfixturevalue("pool")
    return PostgresWorld(pool, MODE)


@pytest.fixture(params=["fake", "postgres"])
def served_as(request: pytest.FixtureRequest) -> WorldOf:
    """The same open database, read by a process of another mode."""
    if request.param == "fake":
        database = FakeDatabase(MODE, SOURCE, CLOCK)
        return lambda mode: FakeWorld(database, mode)
    request.getfixturevalue("postgres_world")
    pool: Pool = request.getfixturevalue("pool")
    return lambda mode: PostgresWorld(pool, mode)


async def test_a_world_that_is_not_open_is_not_ready(unopened: WorldStore) -> None:
    with pytest.raises(NotReady):
        await unopened.read()


async def test_it_says_its_mode_source_and_clock(open_world: OpenWorld) -> None:
    assert await open_world.world.read() == SEEN


async def test_its_instants_are_in_utc(open_world: OpenWorld) -> None:
    clock = (await open_world.world.read()).clock
    assert clock.starts_at is not None
    assert clock.now.tzinfo is UTC
    assert clock.starts_at.tzinfo is UTC


async def test_its_clock_moves(open_world: OpenWorld) -> None:
    later = T0 + timedelta(minutes=3)
    open_world.move(later)
    clock = (await open_world.world.read()).clock
    assert clock == replace(CLOCK, now=later)
    assert clock.state is ClockState.CATCHING_UP


async def test_its_data_are_as_of_the_newest_close(open_world: OpenWorld) -> None:
    candles = market(5)
    await open_world.candles.record({}, [venue_consensus({"a": one}, 1) for one in candles])
    world = await open_world.world.read()
    assert world.data_as_of == candles[-1].open_time + HOUR


async def test_a_process_of_another_mode_is_refused(served_as: WorldOf) -> None:
    assert (await served_as(MODE).read()).mode is MODE
    for other in set(Mode) - {MODE}:
        with pytest.raises(WorldMismatch):
            await served_as(other).read()


async def test_it_says_what_keeping_its_data_takes(open_world: OpenWorld) -> None:
    taken = await open_world.world.footprint()
    assert taken.size_bytes > 0
    assert taken.connections >= 1
