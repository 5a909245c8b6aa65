"""The object store port on a folder: `sha256/ab/abcd…`, each file written whole or not at all."""

import asyncio
import os
import tempfile
from pathlib import Path

from functions.adapters.content_address import digest_to_store, object_path
from functions.domain.errors import CandorError, NotFound, VendorUnavailable

VENDOR = "disk"
PAYLOAD_BYTES_MAX = 64_000_000


class DiskObjects:
    """Content-addressed files under one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def get(self, digest: str) -> bytes:
        """The bytes stored under a digest, unverified."""
        path = self._path(digest)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            raise NotFound(f"there is no object {digest}") from None
        except OSError as error:
            raise VendorUnavailable(VENDOR, str(error)) from error

    async def copies(self, digest: str) -> dict[str, CandorError | None]:
        """The one folder, and why it does not give the bytes of a digest."""
        try:
            await self.get(digest)
        except (NotFound, VendorUnavailable) as error:
            return {VENDOR: error}
        return {VENDOR: None}

    async def put(self, data: bytes) -> str:
        """Store bytes and return their digest; InvalidInput for none or too many of them."""
        digest = digest_to_store(data, PAYLOAD_BYTES_MAX)
        try:
            await asyncio.to_thread(_write_once, self._path(digest), data)
        except OSError as error:
            raise VendorUnavailable(VENDOR, str(error)) from error
        return digest

    def _path(self, digest: str) -> Path:
        return self._folder / object_path(digest)


def _write_once(path: Path, data: bytes) -> None:
    """Write through a synced temporary file, so that a crash leaves no half object."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
