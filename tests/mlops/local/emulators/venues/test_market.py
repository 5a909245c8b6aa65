"""What the emulated venues tell of: nothing before its hour has closed."""

from datetime import timedelta

import pytest

from functions.domain.errors import NotReady
from functions.domain.units import HOUR
from functions.domain.world import Mode
from mlops.history.simulate import simulate
from mlops.local.emulators.venues.market import (
    SIMULATED_FROM,
    HistoryMarket,
    SimulatedMarket,
)
from tests.conftest import Database
from tests.fakes.market import market
from tests.worlds import CLOCK, SOURCE, T0, OpenWorld


async def test_a_history_is_told_by_its_worlds_clock(
    database: Database, postgres_world: OpenWorld
) -> None:
    told = HistoryMarket(database.app_url, Mode.REPLAY)
    assert await told.now() == CLOCK.now
    assert list(await told.closed(T0 - 400 * HOUR, T0)) == []
    postgres_world.move(T0)
    assert await told.now() == T0
    await told.close()


async def test_no_hour_of_a_history_is_told_before_it_closes(database: Database) -> None:
    from functions.adapters.postgres.world_owner import WorldOwner

    candles = market(400)
    WorldOwner(database.owner_url).open(Mode.REPLAY, SOURCE, CLOCK, candles)
    told = HistoryMarket(database.app_url, Mode.REPLAY)
    closed = [one for one in candles if one.close_time <= CLOCK.now]
    assert list(await told.closed(candles[0].open_time, T0 + 999 * HOUR)) == closed
    assert list(await told.closed(closed[3].open_time, closed[5].open_time)) == closed[3:6]
    await told.close()


async def test_without_a_world_there_is_nothing_to_tell(database: Database) -> None:
    told = HistoryMarket(database.app_url, Mode.REPLAY)
    with pytest.raises(NotReady):
        await told.now()
    await told.close()


async def test_the_simulated_market_goes_on_with_time_and_never_changes_its_mind() -> None:
    hours = 100
    now = SIMULATED_FROM + hours * HOUR + timedelta(minutes=5)
    told = SimulatedMarket(1, lambda: now)
    first = list(await told.closed(SIMULATED_FROM, now))
    assert first == list(simulate(1, hours, SIMULATED_FROM))
    now += timedelta(days=40)
    later = list(await told.closed(SIMULATED_FROM, now + 99 * HOUR))
    assert later[:hours] == first
    assert later[-1].close_time == now - timedelta(minutes=5)
    assert list(await told.closed(SIMULATED_FROM - 9 * HOUR, SIMULATED_FROM)) == first[:1]
