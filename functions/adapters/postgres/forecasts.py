"""Slots, their settlement and their reading in PostgreSQL."""

from datetime import datetime

from psycopg.errors import RestrictViolation
from psycopg.rows import DictRow, dict_row

from functions.adapters.postgres.ledger import append, lock_head
from functions.adapters.postgres.scores import PostgresScores, score_from_row
from functions.adapters.postgres.touches import PostgresTouches, touched_from_row
from functions.domain.horizon import Horizon, Slot
from functions.ports.forecasts import Outcome, SettledSlot, SlotFilter


class PostgresForecasts(PostgresScores, PostgresTouches):
    """functions.ports.forecasts.ForecastStore."""

    async def last_settled(self) -> dict[Horizon, datetime]:
        """Cutoff of the newest settled slot of each horizon that has one."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT horizon, newest.cutoff FROM schedule, LATERAL (
                    SELECT cutoff FROM slot_entry WHERE slot_entry.horizon = schedule.horizon
                    ORDER BY cutoff DESC LIMIT 1) AS newest
                """
            )
            return {Horizon(horizon): cutoff for horizon, cutoff in await cursor.fetchall()}

    async def issue(self, slot: Slot, issued_at: datetime, body: bytes) -> bool:
        """Append a forecast and settle its slot."""
        try:
            return await self._settle(slot, body, issued_at=issued_at, missed_reason=None)
        except RestrictViolation:  # the database's clock has passed the deadline meanwhile
            return False

    async def miss(self, slot: Slot, reason: str, body: bytes) -> bool:
        """Append a missed slot."""
        return await self._settle(slot, body, issued_at=None, missed_reason=reason)

    async def _settle(
        self, slot: Slot, body: bytes, *, issued_at: datetime | None, missed_reason: str | None
    ) -> bool:
        async with self._pool.transaction() as connection:
            head = await lock_head(connection)
            cursor = await connection.execute(
                "SELECT FROM slot_entry WHERE horizon = %s AND cutoff = %s",
                [slot.horizon, slot.cutoff],
            )
            if cursor.rowcount:
                return False
            await append(connection, head, body)
            await connection.execute(
                """
                INSERT INTO slot_entry (horizon, cutoff, deadline, target, ledger_index,
                                        issued_at, missed_reason)
                VALUES (%s, %s, %s, %s, %s, %s, %s)
                """,
                [
                    slot.horizon,
                    slot.cutoff,
                    slot.deadline,
                    slot.target,
                    head.size,
                    issued_at,
                    missed_reason,
                ],
            )
        return True

    async def latest(self) -> list[SettledSlot]:
        """The newest issued forecast of each horizon."""
        async with self._pool.connection() as connection:
            cursor = await connection.cursor(row_factory=dict_row).execute(
                """
                SELECT newest.* FROM schedule, LATERAL (
                    SELECT * FROM settled_slot
                    WHERE settled_slot.horizon = schedule.horizon AND issued_at IS NOT NULL
                    ORDER BY cutoff DESC LIMIT 1) AS newest
                """
            )
            return _by_horizon([_settled(row) for row in await cursor.fetchall()])

    async def find(self, slot: Slot) -> SettledSlot | None:
        """One settled slot."""
        async with self._pool.connection() as connection:
            cursor = await connection.cursor(row_factory=dict_row).execute(
                "SELECT * FROM settled_slot WHERE horizon = %s AND cutoff = %s",
                [slot.horizon, slot.cutoff],
            )
            row = await cursor.fetchone()
        return _settled(row) if row else None

    async def page(self, wanted: SlotFilter) -> list[SettledSlot]:
        """Settled slots, newest cutoff first."""
        async with self._pool.connection() as connection:
            cursor = await connection.cursor(row_factory=dict_row).execute(
                """
                SELECT * FROM settled_slot
                WHERE (%(horizon)s::text IS NULL OR horizon = %(horizon)s)
                  AND CASE coalesce(%(status)s, 'any')
                          WHEN 'missed' THEN issued_at IS NULL
                          WHEN 'scored' THEN price IS NOT NULL
                          WHEN 'pending' THEN issued_at IS NOT NULL AND price IS NULL
                          ELSE true END
                  AND cutoff >= coalesce(%(cutoff_from)s::timestamptz, '-infinity')
                  AND cutoff <= coalesce(%(cutoff_until)s::timestamptz, 'infinity')
                  AND (%(before_cutoff)s::timestamptz IS NULL
                       OR (cutoff, target)
                        < (%(before_cutoff)s::timestamptz, %(before_target)s::timestamptz))
                ORDER BY cutoff DESC, target DESC LIMIT %(limit)s
                """,
                {
                    "horizon": wanted.horizon,
                    "status": wanted.status,
                    "cutoff_from": wanted.cutoff_from,
                    "cutoff_until": wanted.cutoff_until,
                    "before_cutoff": wanted.before and wanted.before.cutoff,
                    "before_target": wanted.before and wanted.before.target,
                    "limit": wanted.limit,
                },
            )
            return [_settled(row) for row in await cursor.fetchall()]


def _settled(row: DictRow) -> SettledSlot:
    return SettledSlot(
        slot=Slot(row["cutoff"], Horizon(row["horizon"])),
        ledger_index=row["ledger_index"],
        leaf_hash=row["leaf_hash"],
        body=row["body"],
        issued_at=row["issued_at"],
        missed_reason=row["missed_reason"],
        outcome=None
        if row["price"] is None
        else Outcome(
            price=row["price"],
            log_return=row["log_return"],
            scored_at=row["scored_at"],
            scores={name: score_from_row(score) for name, score in row["scores"].items()},
            touched=touched_from_row(row),
        ),
    )


def _by_horizon(settled: list[SettledSlot]) -> list[SettledSlot]:
    return sorted(settled, key=lambda one: one.slot.horizon.hours)
