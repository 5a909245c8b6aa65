"""The append-only ledger in PostgreSQL. Every append goes through `append` here."""

import json
from collections.abc import Sequence

from psycopg.rows import class_row

from functions.adapters.postgres.pool import Connection, Pool
from functions.domain.horizon import Horizon, Schedule
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.ports.ledger import LedgerEntry

APPEND_LOCK = 20_090_103
"""Advisory lock held by whoever appends: one writer at a time, in the order of the index."""


async def lock_head(connection: Connection) -> LedgerHead:
    """Take the append lock for this transaction; the head behind it."""
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])
    return await _head(connection)


async def append(connection: Connection, head: LedgerHead, body: bytes) -> LedgerHead:
    """Append one entry inside the caller's transaction, which holds the append lock."""
    leaf = leaf_hash(body)
    grown = head.append(leaf)
    entry = json.loads(body)
    await connection.execute(
        """
        INSERT INTO ledger_entry (index, kind, schema_version, body, leaf_hash, frontier)
        VALUES (%s, %s, %s, %s, %s, %s)
        """,
        [head.size, entry["kind"], entry["schema_version"], body, leaf, list(grown.frontier)],
    )
    return grown


async def _head(connection: Connection) -> LedgerHead:
    cursor = await connection.execute(
        "SELECT index, frontier FROM ledger_entry ORDER BY index DESC LIMIT 1"
    )
    row = await cursor.fetchone()
    return LedgerHead(row[0] + 1, tuple(row[1])) if row else LedgerHead()


class PostgresLedger:
    """functions.ports.ledger.LedgerStore."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def head(self) -> LedgerHead:
        """The tree as it stands."""
        async with self._pool.connection() as connection:
            return await _head(connection)

    async def page(self, after: int, limit: int) -> list[LedgerEntry]:
        """Entries with an index above `after`, ascending."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(LedgerEntry)) as cursor,
        ):
            await cursor.execute(
                """
                SELECT index, kind, recorded_at, body, leaf_hash FROM ledger_entry
                WHERE index > %s ORDER BY index LIMIT %s
                """,
                [after, limit],
            )
            return await cursor.fetchall()

    async def schedules(self) -> list[Schedule]:
        """Everything announced so far."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT horizon, hours_utc, valid_from FROM schedule ORDER BY ledger_index"
            )
            rows = await cursor.fetchall()
        return [Schedule(Horizon(horizon), tuple(hours), start) for horizon, hours, start in rows]

    async def announce(self, announcements: Sequence[tuple[Schedule, bytes]]) -> int:
        """Record schedules not yet announced."""
        announced = 0
        async with self._pool.transaction() as connection:
            head = await lock_head(connection)
            for schedule, body in announcements:
                cursor = await connection.execute(
                    "SELECT FROM schedule WHERE horizon = %s", [schedule.horizon]
                )
                if cursor.rowcount:
                    continue
                grown = await append(connection, head, body)
                await connection.execute(
                    """
                    INSERT INTO schedule (ledger_index, horizon, hours_utc, valid_from)
                    VALUES (%s, %s, %s, %s)
                    """,
                    [head.size, schedule.horizon, list(schedule.hours_utc), schedule.valid_from],
                )
                head = grown
                announced += 1
        return announced
