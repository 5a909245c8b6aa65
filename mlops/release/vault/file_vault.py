"""Sets of settings by their fingerprint, on the machine that releases: a file each, ours alone."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from functions.domain.errors import NotFound
from mlops.local.whole_file import write_whole
from mlops.release.clients.fingerprint import fingerprint

FOLDER_MODE, FILE_MODE = 0o700, 0o600


class FileVault:
    """mlops.release.vault.vault.Vault."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def read(self, wanted: str) -> Mapping[str, str]:
        """The values. Raises NotFound."""
        file = self._file(wanted)
        if not file.is_file():
            raise NotFound(f"{self._folder} keeps no settings {wanted[:14]}")
        values: dict[str, str] = json.loads(file.read_text())
        return values

    async def keep(self, sets: Iterable[Mapping[str, str]]) -> None:
        """Keep these, so that there is a way back to them."""
        self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self._folder.chmod(FOLDER_MODE)
        for values in sets:
            write_whole(self._file(fingerprint(values)), json.dumps(dict(values)), FILE_MODE)

    def _file(self, wanted: str) -> Path:
        return self._folder / f"{wanted.removeprefix('sha256:')}.json"
