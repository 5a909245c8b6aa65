"""Whatever happens to the database, its users see the vendor's failure and then its return."""

import asyncio

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from functions.adapters.postgres.candles import PostgresCandles
from functions.adapters.postgres.pool import Pool
from functions.domain.errors import VendorUnavailable
from mlops.local.free_port import free_port
from tests.conftest import Database


async def one(pool: Pool) -> int:
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT 1")
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


def end_sessions(database: Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = 'candor_app'
            """
        )


async def test_a_server_that_is_not_there_is_unavailable_within_seconds() -> None:
    pool = Pool(f"postgresql://candor_app@127.0.0.1:{free_port()}/candor", 1)
    started = asyncio.get_running_loop().time()
    try:
        with pytest.raises(VendorUnavailable, match="postgres"):
            await one(pool)
    finally:
        await pool.close()
    assert asyncio.get_running_loop().time() - started < 5


async def test_a_lost_connection_costs_at_most_one_answer(pool: Pool, database: Database) -> None:
    assert await one(pool) == 1
    end_sessions(database)
    try:
        assert await one(pool) == 1
    except VendorUnavailable:
        assert await one(pool) == 1


async def test_a_connection_lost_in_a_transaction_is_the_vendors_failure(
    pool: Pool, database: Database
) -> None:
    async def cut_off() -> None:
        async with pool.transaction() as connection:
            end_sessions(database)
            await connection.execute("SELECT 1")

    with pytest.raises(VendorUnavailable):
        await cut_off()
    assert await one(pool) == 1


async def test_a_failed_transaction_leaves_its_connection_clean(database: Database) -> None:
    pool = Pool(database.app_url, 1)

    async def fail() -> None:
        async with pool.transaction() as connection:
            await connection.execute("CREATE TEMP TABLE half_way ()")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT to_regclass('half_way')")
        assert await cursor.fetchone() == (None,)
    await pool.close()


async def test_more_callers_than_connections_all_get_their_answer(pool: Pool) -> None:
    assert await asyncio.gather(*(one(pool) for _ in range(50))) == [1] * 50


async def test_when_one_connection_is_lost_the_others_are_checked_before_use(
    pool: Pool, database: Database
) -> None:
    async with pool.connection() as first, pool.connection() as second:
        await asyncio.gather(first.execute("SELECT 1"), second.execute("SELECT 1"))
        pids = [first.info.backend_pid, second.info.backend_pid]
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) pid", [pids])
    with pytest.raises(VendorUnavailable):
        await one(pool)
    assert await one(pool) == 1


async def test_no_statement_waits_longer_than_half_a_minute_nor_for_a_lock_than_seconds(
    pool: Pool,
) -> None:
    async with pool.connection() as connection:
        for name, limit in (("statement_timeout", "30s"), ("lock_timeout", "5s")):
            cursor = await connection.execute(f"SHOW {name}".encode())
            assert await cursor.fetchone() == (limit,)


@pytest.mark.parametrize("limit", ["statement_timeout", "lock_timeout"])
async def test_a_table_that_somebody_locks_is_unavailable_in_time_and_then_back(
    database: Database, limit: str
) -> None:
    # The role's own limits in miniature: PostgreSQL counts waiting for a lock as any other time.
    pool = Pool(make_conninfo(database.app_url, options=f"-c {limit}=300ms"), 1)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("LOCK TABLE consensus_candle IN ACCESS EXCLUSIVE MODE")
        started = asyncio.get_running_loop().time()
        with pytest.raises(VendorUnavailable, match="postgres: canceling statement"):
            await PostgresCandles(pool).newest_open()
        assert asyncio.get_running_loop().time() - started < 3
        assert await one(pool) == 1  # its only connection is not busy any more
    assert await PostgresCandles(pool).newest_open() is None
    await pool.close()
