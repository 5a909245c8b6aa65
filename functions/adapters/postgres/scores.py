"""Outcomes, scores and their tallies in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from functions.adapters.postgres.pool import Connection, Pool
from functions.domain.horizon import Horizon, Slot
from functions.domain.scoring import INTERVALS, Score
from functions.ports.forecasts import (
    MODEL_SCORER,
    SCORED_DAYS_MAX,
    MaturedForecast,
    ScoredDay,
    ScoredForecast,
    SlotCounts,
    SlotMark,
    Tally,
)

PIT_BINS = 10


class PostgresScores:
    """The scoring half of functions.ports.forecasts.ForecastStore."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool.of("forecasts")

    async def matured(self, now: datetime, limit: int) -> list[MaturedForecast]:
        """Forecasts without a score whose target's close is known."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT slot.horizon, slot.cutoff, body, settled.close, settled.known_at
                FROM slot_entry AS slot
                JOIN ledger_entry ON index = slot.ledger_index
                JOIN LATERAL (
                    SELECT close, known_at FROM consensus_candle
                    WHERE open_time = slot.target - interval '1 hour'
                    ORDER BY known_at DESC LIMIT 1) AS settled ON true
                WHERE slot.target <= %(now)s AND slot.issued_at IS NOT NULL
                  AND NOT EXISTS (SELECT FROM outcome WHERE outcome.horizon = slot.horizon
                                    AND outcome.cutoff = slot.cutoff)
                ORDER BY slot.target LIMIT %(limit)s
                """,
                {"now": now, "limit": limit},
            )
            rows = await cursor.fetchall()
        return [
            MaturedForecast(Slot(cutoff, Horizon(horizon)), body, close, known_at)
            for horizon, cutoff, body, close, known_at in rows
        ]

    async def record_scores(self, scored: Sequence[ScoredForecast]) -> int:
        """Store outcomes and scores; who comes second changes nothing."""
        async with self._pool.transaction() as connection, connection.cursor() as cursor:
            new = 0
            # In one order for everybody: two runs at once wait for each other, never in a circle.
            for one in sorted(scored, key=lambda one: one.matured.slot):
                key = [one.matured.slot.horizon, one.matured.slot.cutoff]
                await cursor.execute(
                    """
                    INSERT INTO outcome (horizon, cutoff, price, log_return, known_at)
                    VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
                    """,
                    [*key, one.matured.outcome_price, one.log_return, one.matured.outcome_known_at],
                )
                if not cursor.rowcount:
                    continue
                new += 1
                await cursor.executemany(
                    """
                    INSERT INTO score (horizon, cutoff, scorer, pinball, crps, pit,
                                       covered_50, covered_80, covered_90, covered_95, brier)
                    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
                    """,
                    [
                        [*key, scorer, score.pinball, score.crps, score.pit]
                        + [score.covered[percent] for percent, _, _ in INTERVALS]
                        + [score.brier]
                        for scorer, score in one.scores.items()
                    ],
                )
        return new

    async def slot_counts(self, now: datetime) -> list[SlotCounts]:
        """What became of every announced horizon's slots."""
        async with self._pool.connection() as connection:
            return await _slot_counts(connection, now)

    async def tallies(self, now: datetime) -> list[Tally]:
        """The track record of every horizon."""
        async with self._pool.connection() as connection:
            counts = await _slot_counts(connection, now)
            cursor = await connection.execute(
                """
                SELECT horizon, scorer, avg(pinball), avg(crps),
                       avg(covered_50::integer), avg(covered_80::integer),
                       avg(covered_90::integer), avg(covered_95::integer)
                FROM score GROUP BY horizon, scorer
                """
            )
            means = {(row[0], row[1]): row[2:] for row in await cursor.fetchall()}
            cursor = await connection.execute(
                """
                SELECT horizon, least(floor(pit * %(bins)s), %(bins)s - 1)::integer, count(*)
                FROM score WHERE scorer = %(scorer)s GROUP BY 1, 2
                """,
                {"bins": PIT_BINS, "scorer": MODEL_SCORER},
            )
            bins = {(row[0], row[1]): row[2] for row in await cursor.fetchall()}
        return [_tally(one, means, bins) for one in counts]

    async def scored_days(
        self, scorer: str | None = None, days_max: int = SCORED_DAYS_MAX
    ) -> list[ScoredDay]:
        """Sums by day, oldest first, of one scorer or all; the newest `days_max` days."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT horizon, date_bin('1 day', cutoff, '2000-01-01 00:00Z'),
                       scorer, count(*), sum(pinball),
                       count(*) FILTER (WHERE covered_50), count(*) FILTER (WHERE covered_80),
                       count(*) FILTER (WHERE covered_90), count(*) FILTER (WHERE covered_95),
                       coalesce(sum(brier), 0), count(brier)
                FROM score
                WHERE (%(scorer)s::text IS NULL OR scorer = %(scorer)s)
                  AND cutoff >= (SELECT date_trunc('day', max(cutoff), 'UTC') FROM outcome)
                                - make_interval(days => %(days)s - 1)
                GROUP BY 1, 2, 3 ORDER BY 2
                """,
                {"scorer": scorer, "days": days_max},
            )
            rows = await cursor.fetchall()
        return [
            ScoredDay(
                horizon=Horizon(horizon),
                day=day.astimezone(UTC).date(),
                scorer=name,
                forecasts=forecasts,
                pinball=pinball,
                covered=dict(zip((percent for percent, _, _ in INTERVALS), sums[:4], strict=True)),
                brier=sums[4],
                brier_forecasts=sums[5],
            )
            for horizon, day, name, forecasts, pinball, *sums in rows
        ]

    async def marks(self, horizon: Horizon, limit: int) -> list[SlotMark]:
        """The newest `limit` settled slots of a horizon, oldest first."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT slot.cutoff, slot.issued_at IS NULL, pit,
                       covered_50, covered_80, covered_90, covered_95
                FROM slot_entry AS slot
                LEFT JOIN score ON score.horizon = slot.horizon AND score.cutoff = slot.cutoff
                               AND scorer = %(scorer)s
                WHERE slot.horizon = %(horizon)s ORDER BY slot.cutoff DESC LIMIT %(limit)s
                """,
                {"horizon": horizon, "scorer": MODEL_SCORER, "limit": limit},
            )
            rows = await cursor.fetchall()
        percents = [percent for percent, _, _ in INTERVALS]
        return [
            SlotMark(
                cutoff, missed, pit, {} if pit is None else dict(zip(percents, held, strict=True))
            )
            for cutoff, missed, pit, *held in reversed(rows)
        ]


def score_from_row(row: Mapping[str, Any]) -> Score:
    """A score from the JSON form of its row."""
    return Score(
        pinball=row["pinball"],
        crps=row["crps"],
        pit=row["pit"],
        covered={percent: row[f"covered_{percent}"] for percent, _, _ in INTERVALS},
        brier=row["brier"],
    )


async def _slot_counts(connection: Connection, now: datetime) -> list[SlotCounts]:
    cursor = await connection.execute(
        """
        SELECT horizon,
               count(slot.issued_at), count(slot.missed_reason),
               count(slot.issued_at) FILTER (
                   WHERE slot.target <= %(now)s AND outcome.price IS NULL),
               count(outcome.price)
        FROM schedule LEFT JOIN slot_entry AS slot USING (horizon)
        LEFT JOIN outcome USING (horizon, cutoff)
        GROUP BY horizon
        """,
        {"now": now},
    )
    found = {row[0]: row[1:] for row in await cursor.fetchall()}
    return [SlotCounts(horizon, *found[horizon]) for horizon in Horizon if horizon in found]


def _tally(
    counts: SlotCounts,
    means: Mapping[tuple[str, str], tuple[Any, ...]],
    bins: Mapping[tuple[str, int], int],
) -> Tally:
    scorers = {scorer: row for (owner, scorer), row in means.items() if owner == counts.horizon}
    covered = scorers.get(MODEL_SCORER)
    return Tally(
        **asdict(counts),
        pinball={scorer: float(row[0]) for scorer, row in scorers.items()},
        crps={scorer: float(row[1]) for scorer, row in scorers.items()},
        coverage={
            percent: float(share)
            for (percent, _, _), share in zip(INTERVALS, covered[2:], strict=True)
        }
        if covered
        else {},
        pit_histogram=tuple(bins.get((counts.horizon, index), 0) for index in range(PIT_BINS)),
    )
