"""What the release log says of releases, newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mlops.release.connected import connected
from mlops.release.log.recorded import Dated, Recorded
from mlops.release.plan.step import Plan
from mlops.release.progress import Event, Kind

RELEASES_MAX = 1_000
Row = tuple[Any, ...]


async def log_clock(url: str) -> datetime:
    """The time by the clock that dates a log: a wrong one here shortens no soak."""
    async with connected(url) as connection:
        done = await connection.execute("SELECT clock_timestamp()")
        row: tuple[datetime] | None = await done.fetchone()
    assert row is not None
    return row[0]


async def recorded(url: str, environment: str, limit: int = RELEASES_MAX) -> Sequence[Recorded]:
    """The newest releases of an environment, newest first; none where there is no log yet."""
    async with connected(url) as connection:
        await connection.set_read_only(True)  # another environment's log is only ever read
        known = await connection.execute("SELECT to_regclass('release.release')")
        if (await known.fetchone()) == (None,):
            return []
        done = await connection.execute(
            """
            SELECT id, plan, plan_digest, who, begun_at FROM release.release
            WHERE environment = %s ORDER BY id DESC LIMIT %s
            """,
            [environment, limit],
        )
        releases: list[Row] = await done.fetchall()
        written = await connection.execute(
            """
            SELECT release, kind, step, sentence, output, at FROM release.event
            WHERE release = ANY(%s) ORDER BY release, number
            """,
            [[row[0] for row in releases]],
        )
        events: dict[int, list[Dated]] = {row[0]: [] for row in releases}
        for release, kind, step, sentence, output, at in await written.fetchall():
            events[release].append(Dated(Event(Kind(kind), step, sentence, output), at))
    return [
        Recorded(number, Plan.from_record(plan), digest, who, begun_at, tuple(events[number]))
        for number, plan, digest, who, begun_at in releases
    ]
