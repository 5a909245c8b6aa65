"""What every candle store says of hours that came late, in memory and in PostgreSQL alike."""

from functions.domain.units import HOUR
from functions.ports.candles import IN_TIME, Punctuality
from tests.contracts.test_candles import record, whole
from tests.fakes.market import market
from tests.worlds import T0, OpenWorld


async def test_an_hour_is_late_once_a_day_has_passed_without_its_candle(
    open_world: OpenWorld,
) -> None:
    hours = [one for one in market(24 * 18) if one.open_time > T0][:4]
    in_time, late, never, _ = hours
    due_at = in_time.close_time + IN_TIME

    async def at(hours: int) -> Punctuality:
        now = due_at + hours * HOUR
        open_world.move(now)
        return await open_world.candles.punctuality(now)

    assert await open_world.candles.punctuality(T0) == Punctuality(0, 0)
    open_world.move(due_at)
    await record(open_world, [in_time])
    assert await at(0) == Punctuality(due=0, late=0)
    assert await at(1) == Punctuality(due=1, late=0)
    assert await at(2) == Punctuality(due=2, late=1)
    await record(open_world, [late])  # an hour too late
    assert await at(2) == Punctuality(due=2, late=1)
    assert await at(3) == Punctuality(due=3, late=2)
    assert never.open_time not in [one.open_time for one in await whole(open_world)]
