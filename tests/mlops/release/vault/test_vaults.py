"""Every vault gives back what it was given, by its fingerprint, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from functions.domain.errors import NotFound
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.vault.file_vault import FileVault
from mlops.release.vault.postgres_vault import PostgresVault, WithOlder
from mlops.release.vault.sealing import SealingKey
from mlops.release.vault.vault import Vault, values_of
from tests.mlops.release.vault.memory_vault import MemoryVault

OLD, NEW = {"SECRET": "old", "B": "é\n"}, {"SECRET": "new"}
KEY = SealingKey.of("k" * 40)
VAULTS: dict[str, Callable[[Path, str], Vault]] = {
    "memory": lambda *_: MemoryVault(),
    "file": lambda folder, _: FileVault(folder / "a" / "b"),
    "postgres": lambda _, url: PostgresVault(url, "staging", (KEY,)),
    "postgres with a file beside": lambda folder, url: WithOlder(
        PostgresVault(url, "staging", (KEY,)), FileVault(folder)
    ),
}


@pytest.fixture(params=VAULTS.values(), ids=list(VAULTS))
def vault(request: pytest.FixtureRequest, tmp_path: Path, vault_url: str) -> Vault:
    """Each vault in turn, empty."""
    made: Vault = request.param(tmp_path, vault_url)
    return made


async def test_an_empty_one_has_nothing(vault: Vault) -> None:
    with pytest.raises(NotFound, match=fingerprint(OLD)[:14]):
        await values_of(vault, fingerprint(OLD))


async def test_what_is_kept_is_found_and_nothing_else(vault: Vault) -> None:
    await vault.keep([OLD])
    await vault.keep([NEW, NEW])
    await vault.keep([OLD])
    assert await values_of(vault, fingerprint(OLD)) == OLD
    assert await values_of(vault, fingerprint(NEW)) == NEW
    with pytest.raises(NotFound):
        await values_of(vault, fingerprint({}))


async def test_no_settings_at_all_are_settings_too(vault: Vault) -> None:
    await vault.keep([{}])
    assert await values_of(vault, fingerprint({})) == {}
