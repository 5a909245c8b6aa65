"""What forecasts' hours reached in PostgreSQL, and the sums over what was given a chance."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, LiteralString

from psycopg import sql

from functions.adapters.postgres.pool import Pool
from functions.domain.chances import CHANCES, PIT_BOUNDS, AskedDay, FarthestTouch
from functions.domain.horizon import Horizon, Slot
from functions.domain.levels import TOUCH_HORIZONS
from functions.ports.forecasts import MODEL_SCORER
from functions.ports.touches import (
    ASKED_DAYS_MAX,
    HorizonDay,
    JudgedForecast,
    Question,
    ReachedForecast,
    Touched,
)

_COLUMNS = ("horizon", "cutoff", "highest", "lowest", "p_highest", "p_lowest", "p_most")


class PostgresTouches:
    """functions.ports.touches.TouchStore."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool.of("forecasts")

    async def reached(self, limit: int) -> list[ReachedForecast]:
        """Forecasts without a judgement all of whose hours are known."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT slot.horizon, slot.cutoff, body, hours.highest, hours.lowest
                FROM outcome JOIN slot_entry AS slot USING (horizon, cutoff)
                JOIN ledger_entry ON index = slot.ledger_index
                JOIN LATERAL (
                    SELECT max(high) AS highest, min(low) AS lowest, count(*) AS known FROM (
                        SELECT DISTINCT ON (open_time) high, low FROM consensus_candle
                        WHERE open_time >= slot.cutoff AND open_time < slot.target
                        ORDER BY open_time, known_at DESC) AS newest
                ) AS hours ON hours.known * interval '1 hour' = slot.target - slot.cutoff
                WHERE slot.horizon = ANY(%(horizons)s)
                  AND NOT EXISTS (SELECT FROM touch_score WHERE touch_score.horizon = slot.horizon
                                    AND touch_score.cutoff = slot.cutoff)
                ORDER BY slot.target LIMIT %(limit)s
                """,
                {"horizons": list(TOUCH_HORIZONS), "limit": limit},
            )
            rows = await cursor.fetchall()
        return [
            ReachedForecast(Slot(cutoff, Horizon(horizon)), body, highest, lowest)
            for horizon, cutoff, body, highest, lowest in rows
        ]

    async def record_touches(self, judged: Sequence[JudgedForecast]) -> int:
        """Store judgements; who comes second changes nothing."""
        # In one order for everybody: two runs at once wait for each other, never in a circle.
        rows = [
            (
                one.reached.slot.horizon,
                one.reached.slot.cutoff,
                one.reached.highest,
                one.reached.lowest,
                one.touch and one.touch.p_highest,
                one.touch and one.touch.p_lowest,
                one.touch and one.touch.p_most,
            )
            for one in sorted(judged, key=lambda one: one.reached.slot)
        ]
        async with self._pool.transaction() as connection:
            cursor = await connection.execute(
                """
                INSERT INTO touch_score
                    (horizon, cutoff, highest, lowest, p_highest, p_lowest, p_most)
                SELECT * FROM unnest(
                    %(horizon)s::text[], %(cutoff)s::timestamptz[], %(highest)s::numeric[],
                    %(lowest)s::numeric[], %(p_highest)s::float8[], %(p_lowest)s::float8[],
                    %(p_most)s::float8[])
                ON CONFLICT DO NOTHING
                """,
                {name: [row[place] for row in rows] for place, name in enumerate(_COLUMNS)},
            )
            return cursor.rowcount

    async def asked_days(self, days_max: int = ASKED_DAYS_MAX) -> list[HorizonDay]:
        """By horizon and question, oldest day first; the newest `days_max` days."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_ASKED, {"scorer": MODEL_SCORER, "days": days_max})
            rows = await cursor.fetchall()
        return [
            HorizonDay(
                Horizon(horizon),
                Question(question),
                day.astimezone(UTC).date(),
                AskedDay(tuple(sums[::2]), tuple(sums[1::2])),
            )
            for horizon, question, day, *sums in rows
        ]


def touched_from_row(row: Mapping[str, Any]) -> Touched | None:
    """What was touched, from a row of `settled_slot`."""
    if row["p_highest"] is None:
        return None
    said = FarthestTouch(row["p_highest"], row["p_lowest"], row["p_most"])
    return Touched(row["highest"], row["lowest"], said)


def _asked() -> sql.Composed:
    """By horizon and day, how many were asked and came true, chance by chance."""
    return sql.SQL(
        """
        WITH recent AS (
            SELECT date_trunc('day', max(cutoff), 'UTC')
                   - make_interval(days => %(days)s - 1) AS since FROM outcome)
        SELECT horizon, 'close', date_bin('1 day', cutoff, '2000-01-01 00:00Z') AS day, {closes}
        FROM score, recent WHERE scorer = %(scorer)s AND cutoff >= since GROUP BY 1, 3
        UNION ALL
        SELECT horizon, 'touch', date_bin('1 day', cutoff, '2000-01-01 00:00Z'), {touches}
        FROM touch_score, recent, LATERAL (VALUES (p_highest), (p_lowest)) AS side (p_farthest)
        WHERE p_most IS NOT NULL AND cutoff >= since GROUP BY 1, 3
        ORDER BY day
        """
    ).format(
        closes=_counts("count(*), count(*) FILTER (WHERE pit > {})", PIT_BOUNDS),
        touches=_counts(
            "count(*) FILTER (WHERE p_most >= {0}),"
            " count(*) FILTER (WHERE p_most >= {0} AND p_farthest <= {0})",
            CHANCES,
        ),
    )


def _counts(pair: LiteralString, bounds: Sequence[float]) -> sql.Composed:
    """The columns of one chance after another."""
    return sql.SQL(", ").join(sql.SQL(pair).format(sql.Literal(bound)) for bound in bounds)


_ASKED = _asked()
