"""What only a world in PostgreSQL does: the server's clock, and a history behind it."""

from datetime import UTC, datetime, timedelta

import psycopg

from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import HistoryExchange, PostgresWorld
from functions.adapters.postgres.world_owner import WorldOwner
from functions.domain.units import HOUR
from functions.domain.world import ClockState, Mode
from tests.conftest import Database
from tests.fakes.market import START, market
from tests.worlds import CLOCK, MODE, SOURCE

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


async def test_a_live_world_runs_on_the_servers_clock(owner: WorldOwner, pool: Pool) -> None:
    owner.open(Mode.LIVE, "venues")
    world = PostgresWorld(pool, Mode.LIVE)
    before = datetime.now(UTC)
    first, second = (await world.read()).clock, (await world.read()).clock
    assert before - timedelta(seconds=1) <= first.now < second.now
    assert second.now <= datetime.now(UTC) + timedelta(seconds=1)
    assert first.state is ClockState.LIVE
    assert first.seconds_per_hour == 3600.0


async def test_instants_are_in_utc_whatever_the_sessions_zone(
    owner: WorldOwner, database: Database
) -> None:
    owner.open(MODE, SOURCE, CLOCK)
    pool = Pool(f"{database.app_url}?options=-ctimezone%3DAsia/Kolkata", 1)
    try:
        clock = (await PostgresWorld(pool, MODE).read()).clock
        async with pool.connection() as connection:
            cursor = await connection.execute("SHOW timezone")
            assert await cursor.fetchone() == ("Asia/Kolkata",)
    finally:
        await pool.close()
    assert clock == CLOCK
    assert clock.now.tzinfo is UTC


async def test_a_history_reveals_no_hour_before_the_worlds_clock_has_passed_it(
    owner: WorldOwner, pool: Pool, database: Database
) -> None:
    candles = market(24 * 16)
    owner.open(MODE, SOURCE, CLOCK, candles)
    history = HistoryExchange(pool)
    shown = [one for one in candles if one.close_time <= CLOCK.now]
    assert list(await history.closed_candles(START, NEVER, 10_000)) == shown
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("UPDATE replay_clock SET now = %s", [CLOCK.now + HOUR])
    assert len(await history.closed_candles(START, NEVER, 10_000)) == len(shown) + 1


async def test_before_the_world_is_open_its_history_shows_nothing(pool: Pool) -> None:
    assert await HistoryExchange(pool).closed_candles(START, NEVER, 10) == []
