"""The register of secrets in the environment's own database, written by its owner alone."""

from collections.abc import Sequence
from typing import Any

from mlops.release.connected import connected
from mlops.release.log.tables import make_tables
from mlops.release.secrets.entry import Entry, Kind

EVENTS_MAX = 1_000
WHAT_HAPPENED = tuple(one.value for one in Kind if one is not Kind.READ)


class Register:
    """One environment's part of it. Raises psycopg.OperationalError where it is away."""

    def __init__(self, url: str, environment: str) -> None:
        self._url = url
        self.environment = environment

    async def open(self) -> None:
        """Make it where it is not there yet."""
        async with connected(self._url) as connection:
            await make_tables(connection, "mlops.release.secrets", "register.sql")

    async def add(self, *entries: Entry) -> None:
        """Keep these, durably and in this order; one that is kept already stays as it is."""
        async with connected(self._url) as connection:
            await connection.execute("SET LOCAL synchronous_commit = on")
            for one in entries:
                await connection.execute(
                    """
                    INSERT INTO release.secret_event
                        (id, environment, kind, names, fingerprints, owner, made_at, purpose, who,
                         at)
                    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
                    ON CONFLICT (id) DO NOTHING
                    """,
                    [
                        one.id, self.environment, one.kind.value, list(one.names),
                        list(one.fingerprints), one.owner, one.made_at, one.purpose, one.who,
                        one.at,
                    ],
                )  # fmt: skip

    async def entries(self) -> Sequence[Entry]:
        """All that happened to the secrets, oldest first; readings are not among them."""
        return await self._read(
            """
            SELECT kind, names, who, purpose, at, fingerprints, owner, made_at, id::text
            FROM release.secret_event WHERE environment = %s AND kind = ANY(%s) ORDER BY number
            """,
            [self.environment, list(WHAT_HAPPENED)],
        )

    async def newest(self, name: str = "", limit: int = EVENTS_MAX) -> Sequence[Entry]:
        """The newest events, readings too, newest first; of one secret where it is named."""
        return await self._read(
            """
            SELECT kind, names, who, purpose, at, fingerprints, owner, made_at, id::text
            FROM release.secret_event
            WHERE environment = %s AND (%s = '' OR %s = ANY(names))
            ORDER BY at DESC, number DESC LIMIT %s
            """,
            [self.environment, name, name, limit],
        )

    async def _read(self, query: Any, arguments: Sequence[Any]) -> Sequence[Entry]:
        """Empty where there is no register yet: reading makes nothing."""
        async with connected(self._url) as connection:
            known = await connection.execute("SELECT to_regclass('release.secret_event')")
            if (await known.fetchone()) == (None,):
                return []
            done = await connection.execute(query, arguments)
            rows: list[tuple[Any, ...]] = await done.fetchall()
        return [
            Entry(Kind(kind), tuple(names), who, purpose, at, tuple(prints), owner, made_at, number)
            for kind, names, who, purpose, at, prints, owner, made_at, number in rows
        ]
