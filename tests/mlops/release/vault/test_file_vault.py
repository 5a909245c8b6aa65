"""Settings lie where only their owner reads them."""

import stat
from pathlib import Path

from mlops.release.vault.file_vault import FileVault


async def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir(mode=0o755)
    await FileVault(folder).keep([{"SECRET": "old"}])
    [file] = folder.iterdir()
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder, file)] == [0o700, 0o600]
