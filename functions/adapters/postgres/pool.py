"""Connections: few, opened when first needed, never held while a vendor is called."""

import contextlib
import logging
import math
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

import psycopg
from psycopg import AsyncConnection
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap
from psycopg.rows import TupleRow
from psycopg.types.datetime import TimestamptzBinaryLoader, TimestamptzLoader
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from functions.adapters.call_meter import vendor_calls
from functions.adapters.circuit import CircuitBreaker, Resting
from functions.domain.errors import VendorUnavailable
from functions.domain.metrics.work import (
    DATABASE_CHECKOUT_DURATION,
    DATABASE_CHECKOUTS_FAILED,
    DATABASE_SLOW_WORK,
    DATABASE_WORK_DURATION,
)
from functions.ports.meter import Meter, NoMeter

logger = logging.getLogger("candor.postgres")

VENDOR = "postgres"
CONNECT_TIMEOUT_S = 2
CHECKOUT_TIMEOUT_S = 3.0
IDLE_S_MAX = 60.0
WAITING_MAX = 200
UNCHECKED_S = 5.0
SLOW_WORK_S = 0.5
"""Whoever holds a connection for longer is named in the log."""
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
        self,
        url: str,
        size_max: int,
        monotonic: Callable[[], float] = time.monotonic,
        meter: Meter | None = None,
    ) -> None:
        self._monotonic = monotonic
        self._meter = meter or NoMeter()
        # Another error of its own is a refusal: a grant, a rule, a constraint.
        self._calls = vendor_calls(VENDOR, meter, monotonic, refusals=(psycopg.Error,))
        self._circuit = CircuitBreaker(monotonic, opened=self._calls.breaker_opened)
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

    def of(self, store: str) -> "StorePool":
        """The same connections for one store, which the meter is told as their holder."""
        return StorePool(self, store)

    @asynccontextmanager
    async def connection(self, store: str = "") -> AsyncIterator[Connection]:
        """A connection in autocommit mode. Raises VendorUnavailable."""
        with self._calls.call():
            if not self._circuit.allows():
                raise Resting(VENDOR, "did not answer just now; asked again in seconds")
            began = self._monotonic()
            try:
                await self._pool.open()
                async with self._pool.connection() as connection:
                    self._circuit.succeeded()
                    self._meter.observe(DATABASE_CHECKOUT_DURATION, self._monotonic() - began)
                    with self._work(store):
                        yield connection
                    self._used_at[connection] = self._monotonic()
            except (PoolTimeout, TooManyRequests) as error:
                self._meter.count(DATABASE_CHECKOUTS_FAILED)
                if self._connecting_fails():
                    self._circuit.failed()
                raise VendorUnavailable(VENDOR, _first_line(error)) from error
            except psycopg.OperationalError as error:
                if error.sqlstate is None or error.sqlstate.startswith(LOST_CONNECTION_CLASSES):
                    self._circuit.failed()
                    self._used_at.clear()  # what ended this one may have ended all of them
                raise VendorUnavailable(VENDOR, _first_line(error)) from error

    @asynccontextmanager
    async def transaction(self, store: str = "") -> AsyncIterator[Connection]:
        """A connection inside one transaction. Raises VendorUnavailable."""
        async with self.connection(store) as connection, connection.transaction():
            yield connection

    @contextmanager
    def _work(self, store: str) -> Iterator[None]:
        began = self._monotonic()
        try:
            yield
        finally:
            held_s = self._monotonic() - began
            self._meter.observe(DATABASE_WORK_DURATION, held_s, store=store)
            if held_s > SLOW_WORK_S:
                self._meter.count(DATABASE_SLOW_WORK, store=store)
                logger.info("%s held a connection for %.2f s", _holder(), held_s)

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


class StorePool:
    """What a store sees of the pool."""

    def __init__(self, pool: Pool, store: str) -> None:
        self._pool = pool
        self._store = store

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """A connection in autocommit mode. Raises VendorUnavailable."""
        return self._pool.connection(self._store)

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """A connection inside one transaction. Raises VendorUnavailable."""
        return self._pool.transaction(self._store)


def _holder() -> str:
    """The method that lets go of a connection just now: whoever called the context managers."""
    frame = sys._getframe()  # noqa: SLF001 - inspect's is the same, and slower to import
    while frame.f_back and frame.f_code.co_filename in (__file__, contextlib.__file__):
        frame = frame.f_back
    return frame.f_code.co_qualname


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
