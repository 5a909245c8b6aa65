"""The world and its clock in PostgreSQL, and the replayed venue that lives beside them."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from psycopg.rows import class_row

from functions.adapters.call_meter import venue_requests
from functions.adapters.postgres.pool import Pool
from functions.domain.candle import Candle
from functions.domain.errors import NotReady, WorldMismatch
from functions.domain.units import HOUR
from functions.domain.world import Clock, Mode, World
from functions.ports.meter import Meter
from functions.ports.world import Footprint

LIVE_SECONDS_PER_HOUR = 3600.0


class PostgresWorld:
    """functions.ports.world.WorldStore."""

    def __init__(self, pool: Pool, mode: Mode) -> None:
        self._pool = pool.of("world")
        self._mode = mode

    async def read(self) -> World:
        """The world as it is now."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT world.mode, world.source, candor_now(), clock.starts_at,
                       clock.caught_up_at, clock.ends_at, clock.seconds_per_hour,
                       (SELECT max(open_time) FROM consensus_candle)
                FROM world LEFT JOIN replay_clock AS clock ON true
                """
            )
            row = await cursor.fetchone()
        if row is None or row[2] is None:
            raise NotReady("the candles are still being prepared; try again in a minute")
        mode, source, now, starts_at, caught_up_at, ends_at, pace, newest_open = row
        if mode != self._mode:
            raise WorldMismatch(
                f"the database holds a {mode} world, this process serves {self._mode}"
            )
        return World(
            mode=Mode(mode),
            source=source,
            clock=Clock(
                now=now,
                starts_at=starts_at,
                caught_up_at=caught_up_at,
                ends_at=ends_at,
                seconds_per_hour=pace or LIVE_SECONDS_PER_HOUR,
            ),
            data_as_of=newest_open and newest_open + HOUR,
        )

    async def footprint(self) -> Footprint:
        """What its database takes now."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT pg_database_size(datname), numbackends
                FROM pg_stat_database WHERE datname = current_database()
                """
            )
            row = await cursor.fetchone()
        assert row is not None
        return Footprint(size_bytes=row[0], connections=row[1])


class HistoryExchange:
    """functions.ports.exchange.Exchange over a world's history: it reveals only closed hours."""

    def __init__(
        self,
        pool: Pool,
        meter: Meter | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool = pool.of("candles")
        self._requests = venue_requests(self.name, meter, monotonic)

    @property
    def name(self) -> str:
        """The venue's id in the record."""
        return "history"

    @property
    def quote(self) -> str:
        """The currency of its prices."""
        return "USD"

    async def closed_candles(
        self, opens_from: datetime, closes_by: datetime, limit: int
    ) -> Sequence[Candle]:
        """Closed candles of the history, oldest first."""
        with self._requests.call():
            async with (
                self._pool.connection() as connection,
                connection.cursor(row_factory=class_row(Candle)) as cursor,
            ):
                await cursor.execute(
                    """
                    SELECT open_time, open, high, low, close, volume
                    FROM history_candle
                    WHERE open_time >= %(opens_from)s
                      AND open_time <= %(closes_by)s - interval '1 hour'
                      AND open_time <= candor_now() - interval '1 hour'
                    ORDER BY open_time LIMIT %(limit)s
                    """,
                    {"opens_from": opens_from, "closes_by": closes_by, "limit": limit},
                    binary=True,
                )
                return await cursor.fetchall()
