"""The vault in memory: what the tests of everything else use."""

from collections.abc import Iterable, Mapping

from functions.domain.errors import NotFound
from mlops.release.clients.fingerprint import fingerprint


class MemoryVault:
    """A vault in memory."""

    def __init__(self, *sets: Mapping[str, str]) -> None:
        self._sets = {fingerprint(one): one for one in sets}

    async def read(self, wanted: str) -> Mapping[str, str]:
        if wanted not in self._sets:
            raise NotFound(f"the vault has no settings {wanted[:14]}")
        return self._sets[wanted]

    async def keep(self, sets: Iterable[Mapping[str, str]]) -> None:
        self._sets |= {fingerprint(one): one for one in sets}
