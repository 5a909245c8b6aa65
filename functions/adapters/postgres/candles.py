"""Bitemporal candles in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from psycopg import AsyncCursor
from psycopg.rows import TupleRow, class_row

from functions.adapters.postgres.pool import Pool
from functions.domain.candle import Candle
from functions.domain.settlement import Quarantine
from functions.domain.units import HOUR
from functions.domain.venue_consensus import ConsensusCandle
from functions.ports.candles import IN_TIME, Punctuality, Recorded

RECORD_LOCK = 20_090_103


class PostgresCandles:
    """functions.ports.candles.CandleStore."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool.of("candles")

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

    async def version(self, closes_by: datetime, hours: int) -> str:
        """How many rows the window has, revisions included, and since when the newest is known."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT concat_ws(' ', extract(epoch FROM max(open_time)), count(*),
                                 extract(epoch FROM max(known_at)))
                FROM consensus_candle WHERE open_time >= %s AND open_time < %s
                """,
                [closes_by - hours * HOUR, closes_by],
            )
            row = await cursor.fetchone()
        assert row is not None
        return str(row[0])

    async def observed(
        self, opens_from: datetime, opens_until: datetime | None = None
    ) -> dict[str, dict[datetime, Candle]]:
        """What each venue said last of each hour."""
        async with self._pool.connection() as connection, connection.cursor(binary=True) as cursor:
            await cursor.execute(
                """
                SELECT DISTINCT ON (venue, open_time)
                       venue, open_time, open, high, low, close, volume
                FROM candle_observation
                WHERE open_time >= %s AND open_time < coalesce(%s::timestamptz, 'infinity')
                ORDER BY venue, open_time, known_at DESC
                """,
                [opens_from, opens_until],
            )
            said: dict[str, dict[datetime, Candle]] = {}
            async for venue, *fields in cursor:
                said.setdefault(venue, {})[fields[0]] = Candle(*fields)
        return said

    async def quarantined(self, opens_from: datetime) -> list[Quarantine]:
        """Venues put aside, as known last."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Quarantine)) as cursor,
        ):
            await cursor.execute(
                """
                SELECT DISTINCT ON (open_time, venue) venue, open_time, reason
                FROM venue_quarantine WHERE open_time >= %s
                ORDER BY open_time, venue, known_at DESC
                """,
                [opens_from],
            )
            return await cursor.fetchall()

    async def record(
        self,
        observed: Mapping[str, Sequence[Candle]],
        agreed: Sequence[ConsensusCandle],
        quarantined: Sequence[Quarantine] = (),
    ) -> Recorded:
        """Store observations and what was made of them in one transaction."""
        async with self._pool.transaction() as connection, connection.cursor() as cursor:
            # Two runs at once would both find the same thing new, each at an instant of its own.
            await cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RECORD_LOCK])
            for venue, candles in observed.items():
                await _observe(cursor, venue, candles)
            await _put_aside(cursor, quarantined)
            return await _agree(cursor, agreed)

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

    async def punctuality(self, now: datetime) -> Punctuality:
        """Hours since the world opened, and those without a candle in time."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (
                    SELECT FROM consensus_candle
                    WHERE open_time = hour AND known_at <= hour + interval '1 hour' + %(in_time)s))
                FROM world LEFT JOIN replay_clock ON true, generate_series(
                    date_bin('1 hour', coalesce(starts_at, created_at), '2000-01-01 00:00Z')
                        + interval '1 hour', %(now)s, interval '1 hour') AS hour
                WHERE hour + interval '1 hour' + %(in_time)s < %(now)s
                """,
                {"now": now, "in_time": IN_TIME},
            )
            row = await cursor.fetchone()
        assert row is not None
        return Punctuality(due=row[0], late=row[1])


async def _observe(cursor: AsyncCursor[TupleRow], venue: str, candles: Sequence[Candle]) -> None:
    await cursor.execute(
        """
        INSERT INTO candle_observation (venue, open_time, open, high, low, close, volume)
        SELECT %(venue)s, incoming.* FROM unnest(
            %(open_time)s::timestamptz[], %(open)s::numeric[], %(high)s::numeric[],
            %(low)s::numeric[], %(close)s::numeric[], %(volume)s::numeric[]
        ) AS incoming (open_time, open, high, low, close, volume)
        LEFT JOIN LATERAL (
            SELECT open, high, low, close, volume FROM candle_observation AS known
            WHERE known.venue = %(venue)s AND known.open_time = incoming.open_time
            ORDER BY known_at DESC LIMIT 1) AS known ON true
        WHERE (known.open, known.high, known.low, known.close, known.volume) IS DISTINCT FROM
              (incoming.open, incoming.high, incoming.low, incoming.close, incoming.volume)
        ON CONFLICT DO NOTHING
        """,
        {"venue": venue, **_columns(candles)},
    )


async def _put_aside(cursor: AsyncCursor[TupleRow], quarantined: Sequence[Quarantine]) -> None:
    await cursor.execute(
        """
        INSERT INTO venue_quarantine (venue, open_time, reason)
        SELECT * FROM unnest(%(venue)s::text[], %(open_time)s::timestamptz[], %(reason)s::text[])
            AS incoming (venue, open_time, reason)
        WHERE reason IS DISTINCT FROM (
            SELECT known.reason FROM venue_quarantine AS known
            WHERE known.venue = incoming.venue AND known.open_time = incoming.open_time
            ORDER BY known_at DESC LIMIT 1)
        ON CONFLICT DO NOTHING
        """,
        {name: [getattr(one, name) for one in quarantined] for name in Quarantine.__slots__},
    )


async def _agree(cursor: AsyncCursor[TupleRow], agreed: Sequence[ConsensusCandle]) -> Recorded:
    await cursor.execute(
        """
        WITH incoming AS (
            SELECT incoming.*, string_to_array(joined, ',') AS venues FROM unnest(
                %(open_time)s::timestamptz[], %(open)s::numeric[], %(high)s::numeric[],
                %(low)s::numeric[], %(close)s::numeric[], %(volume)s::numeric[],
                %(rule_version)s::integer[], %(joined)s::text[]
            ) AS incoming (open_time, open, high, low, close, volume, rule_version, joined)
        ), different AS (
            SELECT incoming.*, known.venues IS NULL AS is_new FROM incoming
            LEFT JOIN LATERAL (
                SELECT open, high, low, close, volume, venues FROM consensus_candle AS known
                WHERE known.open_time = incoming.open_time
                ORDER BY known_at DESC LIMIT 1) AS known ON true
            WHERE (known.open, known.high, known.low, known.close, known.volume, known.venues)
                IS DISTINCT FROM (incoming.open, incoming.high, incoming.low, incoming.close,
                                  incoming.volume, incoming.venues)
        ), added AS (
            INSERT INTO consensus_candle
                (open_time, rule_version, venues, open, high, low, close, volume)
            SELECT open_time, rule_version, venues, open, high, low, close, volume
            FROM different
            ON CONFLICT DO NOTHING
            RETURNING open_time
        )
        SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new)
        FROM added JOIN different USING (open_time)
        """,
        {
            **_columns([consensus.candle for consensus in agreed]),
            "rule_version": [consensus.rule_version for consensus in agreed],
            "joined": [",".join(consensus.venues) for consensus in agreed],
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    return Recorded(new=row[0], revised=row[1])


def _columns(candles: Sequence[Candle]) -> dict[str, list[object]]:
    names = ("open_time", "open", "high", "low", "close", "volume")
    return {name: [getattr(candle, name) for candle in candles] for name in names}
