"""A connection to an environment's database, for one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg

CONNECT_TIMEOUT_S = 15
"""A suspended Neon wakes within seconds."""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A connection whose block is a transaction. Raises psycopg.OperationalError.

    It is closed whatever ends the block: psycopg's own leaves it open where whoever waits for
    the commit is cancelled.
    """
    connection = await psycopg.AsyncConnection.connect(url, connect_timeout=CONNECT_TIMEOUT_S)
    try:
        async with connection:
            yield connection
    finally:
        await connection.close()
