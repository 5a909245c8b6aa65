"""A release's journal in PostgreSQL; only who holds the lease may add to it."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from mlops.release.connected import connected
from mlops.release.log.lease import LeaseLost
from mlops.release.log.tables import make_tables
from mlops.release.plan.step import Plan
from mlops.release.progress import Event, Kind
from mlops.terminal import HIDDEN


async def open_log(url: str) -> None:
    """Make the log where it is not there yet, as the database's owner."""
    async with connected(url) as connection:
        await make_tables(connection, "mlops.release.log", "log.sql")


class PostgresJournal:
    """The events of one release; each append is one transaction that asks for the lease."""

    def __init__(self, url: str, release: int, environment: str, holder: str) -> None:
        self._url = url
        self._release = release
        self._environment = environment
        self._holder = holder

    @classmethod
    async def begin(
        cls, url: str, plan: Plan, who: str, holder: str, report: Mapping[str, Any] | None = None
    ) -> "PostgresJournal":
        """Put a new release on record, with the report by which it was promoted.

        Raises LeaseLost: much is looked at between taking the lease and this.
        """
        async with connected(url) as connection:
            await _require_lease(connection, plan.environment, holder)
            done = await connection.execute(
                """
                INSERT INTO release.release (environment, commit, plan_digest, plan, who)
                VALUES (%s, %s, %s, %s, %s) RETURNING id
                """,
                [plan.environment, plan.commit, plan.digest(), Jsonb(plan.to_record()), who],
            )
            row = await done.fetchone()
            assert row is not None
            if report is not None:
                await connection.execute(
                    "INSERT INTO release.promotion (release, report) VALUES (%s, %s)",
                    [row[0], Jsonb(report)],
                )
        return cls(url, row[0], plan.environment, holder)

    async def read(self) -> Sequence[Event]:
        """All events, oldest first."""
        async with connected(self._url) as connection:
            done = await connection.execute(
                """
                SELECT kind, step, sentence, output FROM release.event
                WHERE release = %s ORDER BY number
                """,
                [self._release],
            )
            rows: list[tuple[str, str, str, Any]] = await done.fetchall()
        return [Event(Kind(kind), step, said, output) for kind, step, said, output in rows]

    async def append(self, event: Event) -> None:
        """Keep one more event, durably. Raises LeaseLost when the lease is not held any more."""
        async with connected(self._url) as connection:
            await connection.execute("SET LOCAL synchronous_commit = on")
            await _require_lease(connection, self._environment, self._holder)
            await connection.execute(
                """
                INSERT INTO release.event (release, number, kind, step, sentence, output, holder)
                SELECT %(release)s, coalesce(max(number), 0) + 1, %(kind)s, %(step)s, %(sentence)s,
                    %(output)s, %(holder)s
                FROM release.event WHERE release = %(release)s
                """,
                {
                    "release": self._release,
                    "kind": event.kind.value,
                    "step": event.step,
                    # It may be a vendor's, who quotes what it was sent.
                    "sentence": HIDDEN.out(event.sentence),
                    "output": Jsonb(event.output),
                    "holder": self._holder,
                },
            )


async def _require_lease(
    connection: psycopg.AsyncConnection[Any], environment: str, holder: str
) -> None:
    """Keep its row locked to the end of the transaction, so that two who write come in turn."""
    held = await connection.execute(
        """
        SELECT FROM release.lease
        WHERE environment = %s AND holder = %s AND runs_out_at > clock_timestamp()
        FOR UPDATE
        """,
        [environment, holder],
    )
    if held.rowcount != 1:
        raise LeaseLost(f"{holder} no longer holds {environment}")
