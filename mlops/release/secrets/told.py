"""A vault that says whom it tells: the values of a release leave it for a platform."""

from collections.abc import Iterable, Mapping

import psycopg

from functions.adapters.system import SystemClock
from functions.domain.errors import VendorUnavailable
from mlops.configuration.access import current_user, secret_names
from mlops.release.clients.pace import Pace
from mlops.release.database import VENDOR
from mlops.release.secrets.entry import Entry, Kind, fingerprint
from mlops.release.secrets.register import Register
from mlops.release.vault.vault import Vault
from mlops.terminal import COMMAND

TRIES, PAUSE_S = 4, 1.0
"""Undoing a step is tried once: what passes within seconds must not leave it undone in part."""


class ToldVault:
    """mlops.release.vault.vault.Vault. What cannot be put on record is not handed out."""

    def __init__(
        self, vault: Vault, register: Register, platform: str, pace: Pace | None = None
    ) -> None:
        self._vault = vault
        self._register = register
        self._platform = platform
        self._pace = pace or Pace()

    async def read(self, wanted: str) -> Mapping[str, str]:
        """The values. Raises NotFound, and VendorUnavailable for a database that stays away."""
        for again in range(TRIES):
            try:
                return await self._told(wanted)
            except VendorUnavailable:
                if again == TRIES - 1:
                    raise
            await self._pace.sleep(PAUSE_S * 2**again)
        raise AssertionError("the last try returns or raises")

    async def _told(self, wanted: str) -> Mapping[str, str]:
        values = await self._vault.read(wanted)
        names = secret_names(values)
        if not names:
            return values
        where = self._register.environment
        prints = tuple(fingerprint(where, name, values[name]) for name in names)
        what_for = f"{COMMAND.get()}, for {self._platform}"
        entry = Entry(Kind.TOLD, names, current_user(), what_for, SystemClock().now(), prints)
        try:
            await self._register.open()
            await self._register.add(entry)
        except psycopg.OperationalError as error:
            said = f"what is handed out cannot be put on record: {str(error).strip()}"
            raise VendorUnavailable(VENDOR, said) from None
        return values

    async def keep(self, sets: Iterable[Mapping[str, str]]) -> None:
        """Keep these."""
        await self._vault.keep(sets)
