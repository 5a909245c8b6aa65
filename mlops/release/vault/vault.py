"""Where the values behind a fingerprint are kept, so that a plan need not hold them."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from mlops.release.clients.fingerprint import fingerprint


class Vault(Protocol):
    """Sets of settings by their fingerprint; those of before too, or there is no way back."""

    async def read(self, wanted: str) -> Mapping[str, str]:
        """The values. Raises NotFound, also where it keeps them and cannot open them."""
        ...

    async def keep(self, sets: Iterable[Mapping[str, str]]) -> None:
        """Keep these durably, so that there is a way back to them; each once."""
        ...


async def values_of(vault: Vault, wanted: str) -> Mapping[str, str]:
    """The values that have this fingerprint. Raises NotFound; ValueError for other values."""
    values = await vault.read(wanted)
    if fingerprint(values) != wanted:
        raise ValueError(f"the vault keeps other settings than it says under {wanted[:14]}")
    return values
