"""What a release asks of the database, as its owner: what was applied, who speaks, migrations."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, LiteralString

import psycopg

from functions.adapters.postgres.migrate import migrate, phase_of
from functions.domain.errors import VendorRejected, VendorUnavailable
from mlops.release.connected import connected
from mlops.release.execute import Handler
from mlops.release.plan.state import Migration, Phase

VENDOR = "postgres"


class Database:
    """One environment's database. Raises VendorUnavailable where it does not answer."""

    def __init__(self, owner_url: str) -> None:
        self._url = owner_url

    async def applied(self) -> tuple[Migration, ...]:
        """The migrations that were applied, in order; none before the first."""
        columns = await self._rows(
            """
            SELECT column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = 'schema_migration'
            """
        )
        if not columns:
            return ()
        # Until the next migration an older database has no column for the phase.
        if ("phase",) in columns:
            rows = await self._rows(
                "SELECT name, sha256, phase FROM schema_migration ORDER BY name"
            )
        else:
            rows = await self._rows(
                "SELECT name, sha256, 'expand' FROM schema_migration ORDER BY name"
            )
        return tuple(Migration(name, digest, Phase(phase)) for name, digest, phase in rows)

    async def champion(self) -> str | None:
        """The digest of the model that speaks; None before there is one."""
        if await self._rows("SELECT WHERE to_regclass('public.promotion') IS NULL"):
            return None
        rows = await self._rows(
            """
            SELECT digest FROM promotion JOIN model_version USING (version)
            WHERE role = 'champion' ORDER BY ledger_index DESC LIMIT 1
            """
        )
        return str(rows[0][0]) if rows else None

    def handlers(self, known: Callable[[], Sequence[tuple[str, str]]]) -> dict[str, Handler]:
        """The command `database.migrate`; `known` gives the commit's migrations."""

        async def apply(arguments: Mapping[str, Any]) -> list[str]:
            """Apply the named `migrations`, each once; gives those that were lacking."""
            applied = {one.name for one in await self.applied()}
            named = applied | set(arguments["migrations"])
            wanted = [(name, text) for name, text in known() if name in named]
            try:
                return await asyncio.to_thread(migrate, self._url, wanted)
            except psycopg.OperationalError as error:
                # A connection may be lost after all is done, and nobody undoes a contraction.
                if named <= {one.name for one in await self.applied()}:
                    return []
                raise VendorUnavailable(VENDOR, str(error).strip()) from None
            except psycopg.Error as error:
                raise VendorRejected(VENDOR, f"a migration fails: {str(error).strip()}") from None

        return {"database.migrate": apply}

    async def _rows(self, query: LiteralString) -> list[tuple[Any, ...]]:
        try:
            async with connected(self._url) as connection:
                done = await connection.execute(query)
                return await done.fetchall()
        except psycopg.OperationalError as error:
            raise VendorUnavailable(VENDOR, str(error).strip()) from None


def wanted_migrations(known: Sequence[tuple[str, str]]) -> tuple[Migration, ...]:
    """A commit's migrations as a plan compares them. Raises InvalidInput for an odd phase."""
    return tuple(
        Migration(name, hashlib.sha256(text.encode()).hexdigest(), Phase(phase_of(name, text)))
        for name, text in known
    )
