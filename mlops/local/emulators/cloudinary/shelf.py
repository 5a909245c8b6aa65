"""The emulator's files: one on disk for each delivery type and public id."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

TYPES = ("upload", "private", "authenticated")
CREDIT_BYTES = 1_000_000_000
"""One credit of the vendor is a gigabyte of storage or of bandwidth."""
CREDITS_A_MONTH = 25


@dataclass(frozen=True, slots=True)
class Shelf:
    """Raw files under a folder; a public id may have slashes and is one file name here."""

    folder: Path

    def read(self, delivery: str, public_id: str) -> bytes | None:
        """The bytes, or None."""
        try:
            return self._path(delivery, public_id).read_bytes()
        except OSError:
            return None

    def write(self, delivery: str, public_id: str, data: bytes) -> None:
        """Store bytes whole, over what was there."""
        path = self._path(delivery, public_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as unfinished:
            unfinished.write(data)
        Path(unfinished.name).replace(path)

    def remove(self, delivery: str, public_id: str) -> bool:
        """Delete; False when there was nothing."""
        try:
            self._path(delivery, public_id).unlink()
        except FileNotFoundError:
            return False
        return True

    def sizes(self) -> list[int]:
        """The size of each file."""
        return [path.stat().st_size for path in self.folder.glob("*/[!.]*")]

    def _path(self, delivery: str, public_id: str) -> Path:
        return self.folder / delivery / quote(public_id, safe="")


def etag(data: bytes) -> str:
    """The vendor's etag: the MD5 in hex."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()
