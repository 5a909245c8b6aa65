"""A connection is closed whatever ends its block."""

import asyncio
from typing import Any

import psycopg
import pytest

from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.release.connected import connected


@pytest.fixture
def url(postgres_cluster: PostgresServer) -> str:
    return postgres_cluster.url(OWNER_ROLE, "postgres")


async def test_a_block_is_a_transaction_of_a_connection_of_its_own(url: str) -> None:
    async with connected(url) as connection:
        await connection.execute("SELECT 1")
        assert connection.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS
    assert connection.closed
    with pytest.raises(psycopg.errors.DivisionByZero):
        async with connected(url) as connection:
            await connection.execute("SELECT 1 / 0")
    assert connection.closed


async def test_who_is_cancelled_while_it_commits_leaves_none_open(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    committing, opened = asyncio.Event(), list[psycopg.AsyncConnection[Any]]()

    async def commit(_: Any) -> None:
        committing.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(psycopg.AsyncConnection, "commit", commit)

    async def work() -> None:
        async with connected(url) as connection:
            opened.append(connection)

    task = asyncio.create_task(work())
    await committing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert opened[0].closed
