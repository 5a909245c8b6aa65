"""Connections: few, opened when first needed, never held while a vendor is called."""

import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

import psycopg
from psycopg import AsyncConnection
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap
from psycopg.rows import TupleRow
from psycopg.types.datetime import TimestamptzBinaryLoader, TimestamptzLoader
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from functions.adapters.circuit import CircuitBreaker
from functions.domain.errors import VendorUnavailable

VENDOR = "postgres"
CONNECT_TIMEOUT_S = 2
CHECKOUT_TIMEOUT_S = 3.0
IDLE_S_MAX = 60.0
WAITING_MAX = 200
UNCHECKED_S = 5.0
LOST_CONNECTION_CLASSES = ("08", "57P")
"""SQLSTATE of a lost or refused connection and of a server that shuts down."""

Connection = AsyncConnection[TupleRow]


class _UtcLoader(TimestamptzLoader):
    def load(self, data: Buffer) -> datetime:
        return super().load(data).astimezone(UTC)


class _UtcBinaryLoader(TimestamptzBinaryLoader):
    def load(self, data: Buffer) -> datetime:
        return super().load(data).astimezone(UTC)


class UtcContext:
    """psycopg's adaptation context: instants come back in UTC, whatever the session's zone."""

    connection = None

    def __init__(self) -> None:
        self.adapters = AdaptersMap(psycopg.adapters)
        self.adapters.register_loader("timestamptz", _UtcLoader)
        self.adapters.register_loader("timestamptz", _UtcBinaryLoader)


UTC_ADAPTERS = UtcContext()


class Pool:
    """A lazily opened connection pool; every failure to reach the database is the vendor's."""

    def __init__(
        self, url: str, size_max: int, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._circuit = CircuitBreaker(monotonic)
        self._used_at: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            min_size=0,
            max_size=size_max,
            open=False,
            timeout=CHECKOUT_TIMEOUT_S,
            max_idle=IDLE_S_MAX,
            max_waiting=WAITING_MAX,
            reconnect_timeout=CONNECT_TIMEOUT_S,
            # PgBouncer in transaction mode (Neon's pooled endpoint) knows no prepared statements.
            kwargs={
                "autocommit": True,
                "prepare_threshold": None,
                "connect_timeout": CONNECT_TIMEOUT_S,
                "context": UTC_ADAPTERS,
            },
            check=self._check_idle,
        )

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection in autocommit mode. Raises VendorUnavailable."""
        if not self._circuit.allows():
            raise VendorUnavailable(VENDOR, "did not answer just now; asked again in seconds")
        try:
            await self._pool.open()
            async with self._pool.connection() as connection:
                self._circuit.succeeded()
                yield connection
                self._used_at[connection] = self._monotonic()
        except (PoolTimeout, TooManyRequests) as error:
            if self._connecting_fails():
                self._circuit.failed()
            raise VendorUnavailable(VENDOR, _first_line(error)) from error
        except psycopg.OperationalError as error:
            if error.sqlstate is None or error.sqlstate.startswith(LOST_CONNECTION_CLASSES):
                self._circuit.failed()
                self._used_at.clear()  # what ended this one may have ended all of them
            raise VendorUnavailable(VENDOR, _first_line(error)) from error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside one transaction. Raises VendorUnavailable."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    def _connecting_fails(self) -> bool:
        """Whether a connection was tried in vain since last asked.

        If not, only our own queue was full, and that is no failure of the database.
        """
        return self._pool.pop_stats().get("connections_errors", 0) > 0

    async def _check_idle(self, connection: Connection) -> None:
        """Ask a connection whether it is alive, unless it was used just now."""
        idle_s = self._monotonic() - self._used_at.get(connection, -math.inf)
        if idle_s > UNCHECKED_S:
            await AsyncConnectionPool.check_connection(connection)

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
