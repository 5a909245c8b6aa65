"""What every object store promises, the fake and the real one alike."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from functions.domain.canonical import sha256_digest
from functions.domain.errors import InvalidInput, NotFound
from functions.ports.objects import ObjectStore
from tests.stores import STORES, store


@pytest.fixture(params=STORES)
async def objects(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ObjectStore]:
    async with store(request.param, request, tmp_path) as one:
        yield one


@pytest.mark.parametrize("data", [b"\0", b"{}", b"\r\n--a\r\n", bytes(range(256)) * 1000])
async def test_an_object_comes_back_byte_for_byte(objects: ObjectStore, data: bytes) -> None:
    assert await objects.get(await objects.put(data)) == data


async def test_an_object_is_named_by_its_sha256(objects: ObjectStore) -> None:
    assert await objects.put(b"model") == sha256_digest(b"model")


async def test_nothing_is_no_object(objects: ObjectStore) -> None:
    with pytest.raises(InvalidInput, match="at least one byte"):
        await objects.put(b"")


async def test_storing_twice_changes_nothing(objects: ObjectStore) -> None:
    assert await objects.put(b"model") == await objects.put(b"model")
    assert await objects.get(sha256_digest(b"model")) == b"model"


async def test_storing_at_once_leaves_one_whole_object(objects: ObjectStore) -> None:
    data = b"x" * 1_000_000
    digests = await asyncio.gather(*(objects.put(data) for _ in range(8)))
    assert set(digests) == {sha256_digest(data)}
    assert await objects.get(digests[0]) == data


@pytest.mark.parametrize(
    "digest",
    [sha256_digest(b"never stored"), "", "sha256:abc", "../../etc/passwd", "sha256:" + "A" * 64],
)
async def test_what_was_never_stored_is_not_found(objects: ObjectStore, digest: str) -> None:
    with pytest.raises(NotFound):
        await objects.get(digest)


async def test_many_at_once_do_not_mix_up_objects(objects: ObjectStore) -> None:
    many = [b"%d" % number * 1000 for number in range(12)]
    digests = await asyncio.gather(*(objects.put(one) for one in many))
    assert await asyncio.gather(*(objects.get(digest) for digest in digests)) == many
