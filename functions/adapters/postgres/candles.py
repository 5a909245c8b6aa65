"""Bitemporal candles in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from psycopg.rows import class_row

from functions.adapters.postgres.pool import Pool
from functions.domain.candle import Candle
from functions.domain.units import HOUR
from functions.domain.venue_consensus import ConsensusCandle


class PostgresCandles:
    """functions.ports.candles.CandleStore."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def newest_open(self) -> datetime | None:
        """Open time of the newest consensus candle."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT max(open_time) FROM consensus_candle")
            row = await cursor.fetchone()
        return row[0] if row else None

    async def window(self, closes_by: datetime, hours: int, known_by: datetime) -> list[Candle]:
        """Consensus candles of the `hours` up to `closes_by` as known at `known_by`."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Candle), binary=True) as cursor,
        ):
            await cursor.execute(
                """
                SELECT DISTINCT ON (open_time) open_time, open, high, low, close, volume
                FROM consensus_candle
                WHERE open_time >= %(opens_from)s AND open_time < %(closes_by)s
                  AND known_at <= %(known_by)s
                ORDER BY open_time, known_at DESC
                """,
                {
                    "opens_from": closes_by - hours * HOUR,
                    "closes_by": closes_by,
                    "known_by": known_by,
                },
            )
            return await cursor.fetchall()

    async def record(
        self, observed: Mapping[str, Sequence[Candle]], agreed: Sequence[ConsensusCandle]
    ) -> int:
        """Store observations and their consensus in one transaction."""
        async with self._pool.transaction() as connection, connection.cursor() as cursor:
            for venue, candles in observed.items():
                await cursor.execute(
                    """
                    INSERT INTO candle_observation
                        (venue, open_time, open, high, low, close, volume)
                    SELECT %(venue)s, incoming.* FROM unnest(
                        %(open_time)s::timestamptz[], %(open)s::numeric[], %(high)s::numeric[],
                        %(low)s::numeric[], %(close)s::numeric[], %(volume)s::numeric[]
                    ) AS incoming (open_time, open, high, low, close, volume)
                    WHERE NOT EXISTS (
                        SELECT FROM candle_observation AS known
                        WHERE known.venue = %(venue)s AND known.open_time = incoming.open_time)
                    ON CONFLICT DO NOTHING
                    """,
                    {"venue": venue, **_columns(candles)},
                )
            await cursor.execute(
                """
                INSERT INTO consensus_candle
                    (open_time, rule_version, venues, open, high, low, close, volume)
                SELECT open_time, rule_version, string_to_array(venues, ','),
                       open, high, low, close, volume
                FROM unnest(
                    %(open_time)s::timestamptz[], %(open)s::numeric[], %(high)s::numeric[],
                    %(low)s::numeric[], %(close)s::numeric[], %(volume)s::numeric[],
                    %(rule_version)s::integer[], %(venues)s::text[]
                ) AS incoming
                    (open_time, open, high, low, close, volume, rule_version, venues)
                WHERE NOT EXISTS (
                    SELECT FROM consensus_candle AS known
                    WHERE known.open_time = incoming.open_time)
                ON CONFLICT DO NOTHING
                """,
                {
                    **_columns([consensus.candle for consensus in agreed]),
                    "rule_version": [consensus.rule_version for consensus in agreed],
                    "venues": [",".join(consensus.venues) for consensus in agreed],
                },
            )
            return cursor.rowcount

    async def count(self) -> tuple[int, int]:
        """Number of hours present and missing."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT count(DISTINCT open_time),
                       extract(epoch FROM max(open_time) - min(open_time)) / 3600 + 1
                FROM consensus_candle
                """
            )
            row = await cursor.fetchone()
        if row is None or row[1] is None:
            return 0, 0
        return int(row[0]), int(row[1]) - int(row[0])


def _columns(candles: Sequence[Candle]) -> dict[str, list[object]]:
    names = ("open_time", "open", "high", "low", "close", "volume")
    return {name: [getattr(candle, name) for candle in candles] for name in names}
