"""Sets of settings by their fingerprint, sealed, in the environment's own database.

Whoever has the database and the key restores them from any machine; neither is enough alone.
"""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from functions.domain.errors import NotFound, VendorUnavailable
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.connected import connected
from mlops.release.database import VENDOR
from mlops.release.log.journal import open_log
from mlops.release.log.tables import make_tables
from mlops.release.vault.sealing import SealingKey
from mlops.release.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the vault has of a set: under which keys, and whether one given here opens it."""

    fingerprint: str
    key_ids: tuple[str, ...]
    opens: bool


class PostgresVault:
    """mlops.release.vault.vault.Vault. The first of `keys` seals, each of them opens."""

    def __init__(self, owner_url: str, environment: str, keys: tuple[SealingKey, ...]) -> None:
        self._url = owner_url
        self._environment = environment
        self._keys = {one.id: one for one in keys}
        self._current = keys[0]

    async def read(self, wanted: str) -> Mapping[str, str]:
        """The values. Raises NotFound, which names a missing key, and VendorUnavailable."""
        rows = await self._rows(wanted)
        if not rows:
            raise NotFound(f"the vault of {self._environment} keeps no settings {wanted[:14]}")
        if (plain := self._opened(wanted, rows)) is not None:
            values: dict[str, str] = json.loads(plain)
            return values
        if any(key in self._keys for key, _ in rows):
            raise NotFound(
                f"the settings {wanted[:14]} in the vault of {self._environment} were changed"
                " since they were sealed"
            )
        raise NotFound(
            f"the settings {wanted[:14]} in the vault of {self._environment} are sealed with"
            f" another RELEASE_VAULT_KEY ({', '.join(one for one, _ in rows)}; given here:"
            f" {', '.join(self._keys)}); give that one as RELEASE_VAULT_KEY_PREVIOUS"
        )

    async def keep(self, sets: Iterable[Mapping[str, str]]) -> None:
        """Seal these with the current key, unless they are sealed with it already."""
        await open_log(self._url)
        async with self._connected() as connection:
            await make_tables(connection, "mlops.release.vault", "vault.sql")
            for values in sets:
                wanted = fingerprint(values)
                plain = json.dumps(dict(values), sort_keys=True).encode()
                await connection.execute(
                    """
                    INSERT INTO release.settings (environment, fingerprint, key_id, sealed)
                    VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
                    """,
                    [
                        self._environment,
                        wanted,
                        self._current.id,
                        self._current.seal(plain, self._place(wanted)),
                    ],
                )

    async def listed(self) -> list[Sealed]:
        """Every set that is kept, the oldest first; each is opened to see whether it can be."""
        if not await self._is_there():
            return []
        async with self._connected() as connection:
            done = await connection.execute(
                """
                SELECT fingerprint, key_id, sealed FROM release.settings
                WHERE environment = %s ORDER BY kept_at
                """,
                [self._environment],
            )
            rows: list[tuple[str, str, bytes]] = await done.fetchall()
        kept: dict[str, list[tuple[str, bytes]]] = {}
        for wanted, key, sealed in rows:
            kept.setdefault(wanted, []).append((key, sealed))
        return [
            Sealed(wanted, tuple(key for key, _ in them), self._opened(wanted, them) is not None)
            for wanted, them in kept.items()
        ]

    async def reseal(self) -> int:
        """Seal with the current key what only the one before opens; gives how many those were."""
        older = [
            one.fingerprint
            for one in await self.listed()
            if one.opens and self._current.id not in one.key_ids
        ]
        await self.keep([await self.read(one) for one in older])
        return len(older)

    def _opened(self, wanted: str, rows: Iterable[tuple[str, bytes]]) -> bytes | None:
        known = ((self._keys[key], sealed) for key, sealed in rows if key in self._keys)
        opened = (key.open(sealed, self._place(wanted)) for key, sealed in known)
        return next((one for one in opened if one is not None), None)

    def _place(self, wanted: str) -> str:
        return f"{self._environment} {wanted}"

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        """A connection and its transaction; the loss of either is an outside failure."""
        try:
            async with connected(self._url) as connection:
                yield connection
        except psycopg.OperationalError as error:
            raise VendorUnavailable(VENDOR, str(error).strip()) from None

    async def _is_there(self) -> bool:
        async with self._connected() as connection:
            done = await connection.execute("SELECT to_regclass('release.settings') IS NOT NULL")
            row = await done.fetchone()
        return row is not None and bool(row[0])

    async def _rows(self, wanted: str) -> list[tuple[str, bytes]]:
        """Key and sealed bytes; none before the first release made the table."""
        if not await self._is_there():
            return []
        async with self._connected() as connection:
            done = await connection.execute(
                """
                SELECT key_id, sealed FROM release.settings
                WHERE environment = %s AND fingerprint = %s ORDER BY kept_at DESC
                """,
                [self._environment, wanted],
            )
            return await done.fetchall()


class WithOlder:
    """A vault, and beside it one that is only read: what was kept before the first existed."""

    def __init__(self, vault: Vault, older: Vault) -> None:
        self._vault = vault
        self._older = older

    async def read(self, wanted: str) -> Mapping[str, str]:
        """The values. Raises NotFound as the first vault says it."""
        try:
            return await self._vault.read(wanted)
        except NotFound as first:
            try:
                return await self._older.read(wanted)
            except NotFound:
                raise first from None

    async def keep(self, sets: Iterable[Mapping[str, str]]) -> None:
        """Keep these in the first."""
        await self._vault.keep(sets)
