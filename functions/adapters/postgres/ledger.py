"""The append-only ledger in PostgreSQL. Every append goes through `append` here."""

import json
from collections.abc import Collection, Sequence

from psycopg.rows import class_row

from functions.adapters.postgres.pool import Connection, Pool
from functions.domain.errors import NotFound
from functions.domain.horizon import Horizon, Schedule
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.domain.merkle_proof import Subtree, subtree_hash
from functions.ports.ledger import Anchor, LedgerEntry, SignedCheckpoint

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
        self._pool = pool.of("ledger")

    async def head(self, size: int | None = None) -> LedgerHead:
        """The tree as it stands, or as it stood."""
        if size == 0:
            return LedgerHead()
        async with self._pool.connection() as connection:
            if size is None:
                return await _head(connection)
            cursor = await connection.execute(
                "SELECT frontier FROM ledger_entry WHERE index = %s::numeric", [size - 1]
            )
            row = await cursor.fetchone()
        if row is None:
            raise NotFound(f"the ledger has not had {size} entries yet")
        return LedgerHead(size, tuple(row[0]))

    async def subtrees(self, wanted: Collection[Subtree]) -> dict[Subtree, bytes]:
        """Hashes of perfect subtrees: each from its last leaf and the frontier before it."""
        last = {one.last_leaf for one in wanted}
        before = {one.last_leaf - 1 for one in wanted if one.level}
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT index, leaf_hash, CASE WHEN index = ANY(%(before)s) THEN frontier END
                FROM ledger_entry WHERE index = ANY(%(last)s) OR index = ANY(%(before)s)
                """,
                {"last": list(last), "before": list(before)},
            )
            rows = {index: (leaf, frontier) for index, leaf, frontier in await cursor.fetchall()}
        return {
            one: subtree_hash(
                one.level,
                rows[one.last_leaf - 1][1] if one.level else (),
                rows[one.last_leaf][0],
            )
            for one in wanted
            if one.last_leaf in rows
        }

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

    async def keep_checkpoint(self, size: int, note: str) -> bool:
        """Record a signed note, unless one of that size or a larger one is kept."""
        async with self._pool.transaction() as connection:
            await lock_head(connection)
            cursor = await connection.execute(
                """
                INSERT INTO checkpoint (size, note) SELECT %(size)s, %(note)s
                WHERE NOT EXISTS (SELECT FROM checkpoint WHERE size >= %(size)s)
                """,
                {"size": size, "note": note},
            )
            return cursor.rowcount == 1

    async def checkpoints(self, limit: int) -> list[SignedCheckpoint]:
        """The newest signed notes, largest first."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(SignedCheckpoint)) as cursor,
        ):
            await cursor.execute(
                "SELECT size, note, signed_at FROM checkpoint ORDER BY size DESC LIMIT %s", [limit]
            )
            return await cursor.fetchall()

    async def record_anchor(self, anchor: Anchor) -> None:
        """Say where else a kept checkpoint lies."""
        async with self._pool.transaction() as connection:
            await connection.execute(
                """
                INSERT INTO anchor (size, place, state, detail) VALUES (%s, %s, %s, %s)
                ON CONFLICT DO NOTHING
                """,
                [anchor.size, anchor.place, anchor.state, anchor.detail],
            )

    async def anchors(self, sizes: Collection[int]) -> list[Anchor]:
        """What has been said of checkpoints of these sizes."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Anchor)) as cursor,
        ):
            await cursor.execute(
                """
                SELECT size, place, state, detail FROM anchor
                WHERE size = ANY(%s) ORDER BY size, place, recorded_at, state DESC
                """,
                [list(sizes)],
            )
            return await cursor.fetchall()

    async def time_stamps(self, limit: int) -> list[Anchor]:
        """Time stamps, the newest checkpoint's first, each as it stands by now."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Anchor)) as cursor,
        ):
            await cursor.execute(
                """
                SELECT DISTINCT ON (size) size, place, state, detail FROM anchor
                WHERE place = 'opentimestamps' ORDER BY size DESC, state LIMIT %s
                """,
                [limit],
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
