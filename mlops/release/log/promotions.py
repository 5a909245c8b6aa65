"""Approvals of plans, and the reports by which releases were promoted; both only added to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import class_row

from mlops.release.connected import connected
from mlops.release.log.journal import open_log


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's word for one plan.

    `own`: for a plan that they made or release themselves. `hotfix`: knowing that it did not soak.
    """

    who: str
    own: bool
    hotfix: bool
    at: datetime


async def approve(
    url: str,
    environment: str,
    commit: str,
    plan_digest: str,
    who: str,
    *,
    own: bool = False,
    hotfix: bool = False,
) -> None:
    """Put an approval on record, durably."""
    await open_log(url)
    async with connected(url) as connection:
        await connection.execute("SET LOCAL synchronous_commit = on")
        await connection.execute(
            """
            INSERT INTO release.approval (environment, commit, plan_digest, who, own, hotfix)
            VALUES (%s, %s, %s, %s, %s, %s)
            """,
            [environment, commit, plan_digest, who, own, hotfix],
        )


async def approvals(url: str, environment: str, plan_digest: str) -> Sequence[Approval]:
    """The approvals of a plan, oldest first; none where there is no log yet."""
    async with connected(url) as connection:
        if not await _is_there(connection, "release.approval"):
            return []
        async with connection.cursor(row_factory=class_row(Approval)) as cursor:
            await cursor.execute(
                """
                SELECT who, own, hotfix, at FROM release.approval
                WHERE environment = %s AND plan_digest = %s ORDER BY id
                """,
                [environment, plan_digest],
            )
            return await cursor.fetchall()


async def hotfixes(url: str, environment: str) -> Mapping[int, str]:
    """Why releases skipped their soak, by their ids; those that did not are left out."""
    async with connected(url) as connection:
        if not await _is_there(connection, "release.promotion"):
            return {}
        done = await connection.execute(
            """
            SELECT release, report ->> 'hotfix'
            FROM release.promotion JOIN release.release ON id = release
            WHERE environment = %s AND report ->> 'hotfix' <> ''
            """,
            [environment],
        )
        return dict(await done.fetchall())


async def _is_there(connection: psycopg.AsyncConnection, table: str) -> bool:
    """An older log has no such table until the next release opens it."""
    done = await connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
    return (await done.fetchone()) == (True,)
