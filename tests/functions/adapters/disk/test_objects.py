"""How objects lie on the disk, and what a disk that fails looks like."""

import os
from pathlib import Path

import pytest

from functions.adapters.disk.objects import PAYLOAD_BYTES_MAX, DiskObjects
from functions.domain.canonical import sha256_digest
from functions.domain.errors import InvalidInput, VendorUnavailable


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_objects_lie_in_folders_of_their_first_two_digits(tmp_path: Path) -> None:
    digest = (await DiskObjects(tmp_path).put(b"model")).removeprefix("sha256:")
    assert (tmp_path / "sha256" / digest[:2] / digest).read_bytes() == b"model"


async def test_no_unfinished_file_stays_behind(tmp_path: Path) -> None:
    await DiskObjects(tmp_path).put(b"model")
    assert len(files_in(tmp_path)) == 1


async def test_a_failed_write_leaves_nothing_and_is_the_stores_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VendorUnavailable, match=r"disk: .*No space left"):
        await DiskObjects(tmp_path).put(b"model")
    assert files_in(tmp_path) == []


async def test_a_folder_that_is_a_file_is_the_stores_failure(tmp_path: Path) -> None:
    (tmp_path / "sha256").write_text("in the way")
    store = DiskObjects(tmp_path)
    with pytest.raises(VendorUnavailable):
        await store.put(b"model")
    with pytest.raises(VendorUnavailable):
        await store.get(sha256_digest(b"model"))


async def test_an_object_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="at most"):
        await DiskObjects(tmp_path).put(bytes(PAYLOAD_BYTES_MAX + 1))
