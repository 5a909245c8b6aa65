"""Settings lie where only their owner reads them, and are found by their fingerprint."""

import stat
from pathlib import Path

import pytest

from functions.domain.errors import NotFound
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.file_vault import FileVault

OLD, NEW = {"SECRET": "old"}, {"SECRET": "new"}


async def test_what_is_kept_is_found_and_nothing_else(tmp_path: Path) -> None:
    vault = FileVault(tmp_path / "a" / "b")
    vault.keep([OLD])
    vault.keep([NEW, NEW])
    assert await vault.read(fingerprint(OLD)) == OLD
    assert await vault.read(fingerprint(NEW)) == NEW
    assert not vault.has(fingerprint({}))
    with pytest.raises(NotFound, match="keeps no settings"):
        await vault.read(fingerprint({}))


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir(mode=0o755)
    FileVault(folder).keep([OLD])
    [file] = folder.iterdir()
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder, file)] == [0o700, 0o600]
