"""What Cloudinary does beside keeping objects: confidential files, deletion, usage."""

import secrets
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from functions.domain.canonical import sha256_digest
from functions.domain.errors import InvalidInput, NotFound
from mlops.local.emulators.cloudinary.server import CloudinaryServer
from mlops.storage.cloudinary_store import PAYLOAD_BYTES_MAX, CloudinaryObjects
from tests.stores import cloudinary_objects


@pytest.fixture
def folder() -> str:
    return f"models/{secrets.token_hex(8)}"


@pytest.fixture
async def public(cloudinary: CloudinaryServer, folder: str) -> AsyncIterator[CloudinaryObjects]:
    store = cloudinary_objects(cloudinary, folder)
    yield store
    await store.close()


@pytest.fixture
async def private(cloudinary: CloudinaryServer, folder: str) -> AsyncIterator[CloudinaryObjects]:
    store = cloudinary_objects(cloudinary, folder, "private")
    yield store
    await store.close()


def path_of(digest: str) -> str:
    name = digest.removeprefix("sha256:")
    return f"sha256/{name[:2]}/{name}"


async def fetched(url: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(url)


async def test_what_is_public_needs_no_key(
    public: CloudinaryObjects, cloudinary: CloudinaryServer, folder: str
) -> None:
    digest = await public.put(b"model")
    answer = await fetched(f"{cloudinary.public_url(folder)}/{path_of(digest)}")
    assert (answer.status_code, answer.content) == (200, b"model")


async def test_what_is_confidential_needs_a_signed_url(
    private: CloudinaryObjects, cloudinary: CloudinaryServer, folder: str
) -> None:
    digest = await private.put(b"upload")
    for delivery in ("upload", "private"):
        bare = cloudinary.public_url(folder).replace("/upload/", f"/{delivery}/")
        assert (await fetched(f"{bare}/{path_of(digest)}")).status_code in {401, 404}
    signed = private.signed_url(digest, timedelta(minutes=5))
    assert (await fetched(signed)).content == b"upload"


async def test_a_signed_url_ends_with_its_time_and_cannot_be_prolonged(
    private: CloudinaryObjects,
) -> None:
    digest = await private.put(b"upload")
    over = private.signed_url(digest, timedelta(seconds=-1))
    assert (await fetched(over)).status_code == 401
    expires_at = httpx.URL(over).params["expires_at"]
    prolonged = over.replace(expires_at, str(int(expires_at) + 3600))
    assert (await fetched(prolonged)).status_code == 401


async def test_what_is_destroyed_is_gone(public: CloudinaryObjects) -> None:
    digest = await public.put(b"model")
    await public.destroy(digest)
    with pytest.raises(NotFound):
        await public.get(digest)
    with pytest.raises(NotFound):
        await public.destroy(digest)


async def test_usage_counts_what_is_stored(public: CloudinaryObjects) -> None:
    before = await public.usage()
    await public.put(secrets.token_bytes(1000))
    after = await public.usage()
    assert after["storage"]["usage"] == before["storage"]["usage"] + 1000
    assert after["credits"]["limit"] == 25


async def test_a_file_beyond_the_free_plans_limit_is_refused_before_it_is_sent(
    public: CloudinaryObjects,
) -> None:
    with pytest.raises(InvalidInput, match="at most"):
        await public.put(bytes(PAYLOAD_BYTES_MAX + 1))


async def test_bytes_that_were_swapped_are_healed_by_storing_again(
    public: CloudinaryObjects, cloudinary: CloudinaryServer
) -> None:
    data = secrets.token_bytes(50)
    digest = await public.put(data)
    [path] = [
        one for one in cloudinary.home.rglob("*") if one.name.endswith(sha256_digest(data)[7:])
    ]
    path.write_bytes(b"swapped")
    assert await public.get(await public.put(data)) == data
    assert digest == sha256_digest(data)
