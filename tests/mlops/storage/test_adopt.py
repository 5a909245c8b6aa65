"""What lay on the disk before there were stores moves into them."""

from pathlib import Path

import pytest

from functions.adapters.content_address import object_path
from functions.adapters.disk.objects import DiskObjects
from functions.domain.errors import NotFound, VendorUnavailable
from mlops.storage.adopt import adopt
from tests.fakes.objects import FakeObjects


async def test_every_object_moves_once(tmp_path: Path) -> None:
    disk, store = DiskObjects(tmp_path), FakeObjects()
    digests = {await disk.put(b"%d" % number) for number in range(3)}
    assert await adopt(tmp_path, store) == 3
    assert set(store.stored) == digests
    for digest in digests:
        with pytest.raises(NotFound):
            await disk.get(digest)
    assert await adopt(tmp_path, store) == 0


async def test_a_store_that_fails_loses_nothing(tmp_path: Path) -> None:
    disk, store = DiskObjects(tmp_path), FakeObjects()
    digest = await disk.put(b"model")
    store.failure = VendorUnavailable("s3", "gone")
    with pytest.raises(VendorUnavailable):
        await adopt(tmp_path, store)
    assert await disk.get(digest) == b"model"


async def test_bytes_that_are_not_their_names_stay_where_they_are(tmp_path: Path) -> None:
    digest = await DiskObjects(tmp_path).put(b"model")
    path = tmp_path / object_path(digest)
    path.write_bytes(b"other")
    store = FakeObjects()
    assert await adopt(tmp_path, store) == 0
    assert path.read_bytes() == b"other"
    assert digest not in store.stored


async def test_a_world_without_such_a_folder_has_nothing_to_move(tmp_path: Path) -> None:
    assert await adopt(tmp_path / "never made", FakeObjects()) == 0
