"""One release an environment at a time: a lease with its holder's name, by the database's clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from functions.domain.errors import CandorError
from mlops.release.connected import connected

LEASE_S = 120
"""Renewed with every event and every third of it; a killed holder is gone after this."""


class LeaseHeld(CandorError):
    """Somebody else releases here; the message names who and until when at least."""


class LeaseLost(CandorError):
    """The lease ran out or was taken away, so nothing more may be done under it."""


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds an environment, why and since when."""

    holder: str
    reason: str
    taken_at: datetime
    runs_out_at: datetime


class Lease:
    """The lease of one environment, for one holder (`name@host process`)."""

    def __init__(self, url: str, environment: str, holder: str, lease_s: int = LEASE_S) -> None:
        self._url = url
        self._environment = environment
        self.holder = holder
        self._lease_s = lease_s

    async def take(self, reason: str) -> None:
        """Take it, or take it again. Raises LeaseHeld when another holds it."""
        taken = await self._run(
            """
            INSERT INTO release.lease AS held (environment, holder, reason, runs_out_at)
            VALUES (%(environment)s, %(holder)s, %(reason)s,
                clock_timestamp() + make_interval(secs => %(lease_s)s))
            ON CONFLICT (environment) DO UPDATE SET
                holder = excluded.holder, reason = excluded.reason,
                taken_at = clock_timestamp(), runs_out_at = excluded.runs_out_at
            WHERE held.holder = excluded.holder OR held.runs_out_at <= clock_timestamp()
            """,
            reason,
        )
        if not taken and (held := await self.held()) is not None:
            raise LeaseHeld(
                f"{held.holder} holds {self._environment} since {held.taken_at:%H:%M:%S} UTC"
                f" ({held.reason}); wait, or `candor release unlock` if it is gone"
            )

    async def renew(self) -> None:
        """Keep it for as long again. Raises LeaseLost."""
        kept = await self._run(
            """
            UPDATE release.lease
            SET runs_out_at = clock_timestamp() + make_interval(secs => %(lease_s)s)
            WHERE environment = %(environment)s AND holder = %(holder)s
                AND runs_out_at > clock_timestamp()
            """
        )
        if not kept:
            raise LeaseLost(f"{self.holder} no longer holds {self._environment}")

    async def give_back(self) -> None:
        """Let others have it; whoever took it meanwhile keeps it."""
        await self._run(
            "DELETE FROM release.lease WHERE environment = %(environment)s AND holder = %(holder)s"
        )

    async def take_away(self) -> Held | None:
        """Take it from whoever holds it, and say from whom: for a person, who knows better."""
        held = await self.held()
        await self._run("DELETE FROM release.lease WHERE environment = %(environment)s")
        return held

    async def held(self) -> Held | None:
        """Who holds it now, None when nobody does."""
        async with (
            connected(self._url) as connection,
            connection.cursor(row_factory=class_row(Held)) as cursor,
        ):
            await cursor.execute(
                """
                SELECT holder, reason, taken_at, runs_out_at FROM release.lease
                WHERE environment = %s AND runs_out_at > clock_timestamp()
                """,
                [self._environment],
            )
            return await cursor.fetchone()

    async def _run(self, statement: LiteralString, reason: str = "") -> bool:
        """Whether the statement changed a row."""
        arguments = {
            "environment": self._environment,
            "holder": self.holder,
            "lease_s": self._lease_s,
            "reason": reason,
        }
        async with connected(self._url) as connection:
            done = await connection.execute(statement, arguments)
            return done.rowcount == 1
