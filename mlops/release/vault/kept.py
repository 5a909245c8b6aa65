"""Which vault keeps an environment's settings: where others release too, one that all reach."""

from pathlib import Path

from mlops.local.settings import read_state_path
from mlops.operations import ReleaseSettings
from mlops.release.vault.file_vault import FileVault
from mlops.release.vault.postgres_vault import PostgresVault, WithOlder
from mlops.release.vault.sealing import SealingKey
from mlops.release.vault.vault import Vault


def vault_of(name: str, platforms: ReleaseSettings, owner_url: str) -> Vault:
    """With a RELEASE_VAULT_KEY the environment's database, without one this machine's folder.

    What this machine kept before the database did can still be gone back to.
    """
    here = FileVault(vault_folder(name))
    sealed = sealed_vault(name, platforms, owner_url)
    return here if sealed is None else WithOlder(sealed, here)


def sealed_vault(name: str, platforms: ReleaseSettings, owner_url: str) -> PostgresVault | None:
    """The one in the database; None without a key."""
    given = (platforms.release_vault_key, platforms.release_vault_key_previous)
    keys = tuple(SealingKey.of(one.get_secret_value()) for one in given if one is not None)
    return PostgresVault(owner_url, name, keys) if platforms.release_vault_key else None


def vault_folder(name: str) -> Path:
    """Where this machine keeps the settings that an environment was told."""
    return read_state_path() / "environments" / name / "settings"
