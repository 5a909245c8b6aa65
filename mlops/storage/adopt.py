"""Moves what a disk store holds into another store."""

import asyncio
from pathlib import Path

from functions.domain.canonical import sha256_digest
from functions.ports.objects import ObjectStore


async def adopt(folder: Path, store: ObjectStore) -> int:
    """Move every object under a disk store's folder; returns how many there were.

    A file is deleted once the store has taken it. One whose bytes are not its name's is
    nobody's object and stays where it is. Raises VendorError, and goes on the next time.
    """
    moved = 0
    for path in await asyncio.to_thread(_objects, folder):
        data = await asyncio.to_thread(path.read_bytes)
        if sha256_digest(data) == f"sha256:{path.name}":
            await store.put(data)
            await asyncio.to_thread(path.unlink)
            moved += 1
    return moved


def _objects(folder: Path) -> list[Path]:
    return sorted(folder.glob("sha256/*/[0-9a-f]*"))
