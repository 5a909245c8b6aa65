"""A vault that says whom it tells: the values of a release leave it for a platform."""

from collections.abc import Iterable, Mapping

from functions.adapters.system import SystemClock
from mlops.configuration.access import current_user, secret_names
from mlops.release.secrets.entry import Entry, Kind, fingerprint
from mlops.release.secrets.register import Register
from mlops.release.vault.vault import Vault
from mlops.terminal import COMMAND


class ToldVault:
    """mlops.release.vault.vault.Vault. What cannot be put on record is not handed out."""

    def __init__(self, vault: Vault, register: Register, platform: str) -> None:
        self._vault = vault
        self._register = register
        self._platform = platform

    async def read(self, wanted: str) -> Mapping[str, str]:
        """The values. Raises NotFound."""
        values = await self._vault.read(wanted)
        names = secret_names(values)
        if names:
            where = self._register.environment
            prints = tuple(fingerprint(where, name, values[name]) for name in names)
            what_for = f"{COMMAND.get()}, for {self._platform}"
            now = SystemClock().now()
            await self._register.open()
            await self._register.add(Entry(Kind.TOLD, names, current_user(), what_for, now, prints))
        return values

    async def keep(self, sets: Iterable[Mapping[str, str]]) -> None:
        """Keep these."""
        await self._vault.keep(sets)
