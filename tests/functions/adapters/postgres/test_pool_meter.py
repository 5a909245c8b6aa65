"""What the meter and the log are told of the database, and by whom it was asked."""

import asyncio
import logging

import psycopg
import pytest

from functions.adapters.circuit import FAILURES_MAX
from functions.adapters.postgres import pool as pool_module
from functions.adapters.postgres.candles import PostgresCandles
from functions.adapters.postgres.ledger import PostgresLedger
from functions.adapters.postgres.models import PostgresModels
from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import HistoryExchange, PostgresWorld
from functions.domain.errors import NotFound, NotReady, VendorUnavailable
from functions.domain.metrics.labels import STORE
from functions.domain.world import Mode
from mlops.local.free_port import free_port
from tests.conftest import Database
from tests.fakes.meter import FakeMeter
from tests.worlds import T0, postgres_open_world

CALLS, OPENED = "candor_vendor_calls", "candor_breaker_opened"
CHECKOUT, FAILED = (
    ("candor_database_checkout_duration_seconds", ()),
    ("candor_database_checkouts_failed", ()),
)
WORK, SLOW = "candor_database_work_duration_seconds", "candor_database_slow_work"
TRIES_MAX = 60


@pytest.fixture
def meter() -> FakeMeter:
    return FakeMeter()


@pytest.fixture
async def metered(database: Database, meter: FakeMeter) -> Pool:
    return Pool(database.app_url, 2, meter=meter)


@pytest.mark.usefixtures("postgres_world")
async def test_every_store_is_told_by_its_name(
    database: Database, metered: Pool, meter: FakeMeter
) -> None:
    world = postgres_open_world(database.owner_url, metered)
    await world.world.read()
    await world.candles.newest_open()
    await world.ledger.head()
    await world.forecasts.last_settled()
    await world.forecasts.scored_days()
    await world.models.champion()
    holders = {
        labels[0]: len(times) for (name, labels), times in meter.observed.items() if name == WORK
    }
    assert set(holders) == set(STORE.values)
    assert holders["forecasts"] == 2
    assert len(meter.observed[CHECKOUT]) == sum(holders.values()) == 6
    assert meter.counted == {(CALLS, ("postgres", "ok")): 6}
    await metered.close()


@pytest.mark.usefixtures("postgres_world")
async def test_a_transaction_is_one_holder(
    database: Database, metered: Pool, meter: FakeMeter
) -> None:
    await postgres_open_world(database.owner_url, metered).announce(T0)
    assert len(meter.observed[WORK, ("ledger",)]) == 1
    await metered.close()


async def test_who_holds_a_connection_for_too_long_is_named_in_the_log(
    metered: Pool,
    meter: FakeMeter,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "candor.postgres"):
        await PostgresCandles(metered).newest_open()
        assert caplog.messages == []
        monkeypatch.setattr(pool_module, "SLOW_WORK_S", 0.0)
        await PostgresCandles(metered).newest_open()
        await PostgresCandles(metered).record({}, [])
    assert [one.partition(" held")[0] for one in caplog.messages] == [
        "PostgresCandles.newest_open",
        "PostgresCandles.record",
    ]
    assert meter.counted[SLOW, ("candles",)] == 2
    await metered.close()


async def test_what_is_found_or_not_found_is_an_answer_and_a_broken_rule_a_refusal(
    metered: Pool, meter: FakeMeter
) -> None:
    with pytest.raises(NotFound):
        await PostgresLedger(metered).head(5)
    with pytest.raises(NotFound):
        await PostgresModels(metered).link_run(1, "0" * 32)
    with pytest.raises(NotReady):
        await PostgresWorld(metered, Mode.LIVE).read()
    assert meter.counted == {(CALLS, ("postgres", "ok")): 3}
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with metered.of("world").connection() as connection:
            await connection.execute("DELETE FROM world")
    assert meter.counted[CALLS, ("postgres", "rejected")] == 1
    assert len(meter.observed[WORK, ("world",)]) == 2
    await metered.close()


async def test_a_lost_database_is_unavailable_until_its_breaker_opens(
    monkeypatch: pytest.MonkeyPatch, meter: FakeMeter
) -> None:
    monkeypatch.setattr(pool_module, "CHECKOUT_TIMEOUT_S", 0.3)
    lost = Pool(f"postgresql://candor_app@127.0.0.1:{free_port()}/candor", 1, meter=meter)
    resting = (CALLS, ("postgres", "resting"))
    for _ in range(TRIES_MAX):  # the pool itself does not connect anew at each of them
        with pytest.raises(VendorUnavailable):
            await PostgresCandles(lost).newest_open()
        if resting in meter.counted:
            break
    assert meter.counted[resting] == meter.counted[OPENED, ("postgres",)] == 1
    assert meter.counted[CALLS, ("postgres", "unavailable")] == meter.counted[FAILED] > 2
    assert CHECKOUT not in meter.observed
    await lost.close()


async def test_a_full_pool_is_a_failed_checkout_and_opens_no_breaker(
    database: Database, monkeypatch: pytest.MonkeyPatch, meter: FakeMeter
) -> None:
    # Enough for the connection that is held, which has to be made.
    monkeypatch.setattr(pool_module, "CHECKOUT_TIMEOUT_S", 2.0)
    small = Pool(database.app_url, 1, meter=meter)
    async with small.connection():
        waiting = [PostgresCandles(small).newest_open() for _ in range(FAILURES_MAX + 1)]
        answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(one, VendorUnavailable) for one in answers)
    assert meter.counted[FAILED] == len(answers)
    assert (OPENED, ("postgres",)) not in meter.counted
    await small.close()


@pytest.mark.usefixtures("postgres_world")
async def test_a_replayed_venue_is_told_as_a_venue(metered: Pool, meter: FakeMeter) -> None:
    await HistoryExchange(metered, meter).closed_candles(T0, T0, 10)
    assert meter.counted["candor_venue_requests", ("history", "ok")] == 1
    assert len(meter.observed["candor_venue_request_duration_seconds", ("history",)]) == 1
    await metered.close()
