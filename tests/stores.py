"""Every object store in its adapter, over the servers of the test session."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from functions.adapters.artifacts.objects import HttpObjects
from functions.adapters.disk.objects import DiskObjects
from functions.ports.objects import ObjectReader, ObjectStore
from mlops.local.emulators.cloudinary.server import API_KEY, CLOUD_NAME, CloudinaryServer
from mlops.local.s3 import ACCESS_KEY_ID, BUCKET, PUBLIC_PREFIX, PublicBucketServer, S3Server
from mlops.storage.cloudinary_store import CloudinaryAccount, CloudinaryObjects, Delivery
from mlops.storage.mirrored import MirroredStore
from mlops.storage.s3 import S3Account, S3Objects
from tests.fakes.objects import FakeObjects

STORES = ("fake", "disk", "s3", "cloudinary", "cloudinary private", "mirrored", "http")


@dataclass(frozen=True)
class Pair:
    """A store made of one that writes and another that reads the same place."""

    reader: ObjectReader
    writer: ObjectStore

    async def get(self, digest: str) -> bytes:
        return await self.reader.get(digest)

    async def put(self, data: bytes) -> str:
        return await self.writer.put(data)


def s3_objects(server: S3Server, folder: str, url: str = "", timeout_ms: int = 5000) -> S3Objects:
    """The adapter on the session's S3 server, or on what stands in front of it."""
    account = S3Account(BUCKET, ACCESS_KEY_ID, server.secret, url or server.url)
    return S3Objects(account, folder, timeout_ms)


def cloudinary_objects(
    server: CloudinaryServer,
    folder: str,
    delivery: Delivery = "upload",
    url: str = "",
    timeout_ms: int = 5000,
) -> CloudinaryObjects:
    """The adapter on the session's emulator, or on another address."""
    account = CloudinaryAccount(CLOUD_NAME, API_KEY, server.api_secret, url or server.url)
    return CloudinaryObjects(account, folder, delivery, timeout_ms=timeout_ms)


@asynccontextmanager
async def store(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[ObjectStore]:
    """The store of a name in STORES, empty."""
    folder = f"{PUBLIC_PREFIX}/{secrets.token_hex(8)}"
    closing: list[Callable[[], Awaitable[None]]] = []

    def build(name: str) -> ObjectStore:
        if name == "fake":
            return FakeObjects()
        if name == "disk":
            return DiskObjects(tmp_path / "objects")
        if name == "mirrored":
            return MirroredStore([build("cloudinary"), build("s3")])
        if name == "http":
            shown: PublicBucketServer = request.getfixturevalue("s3_public")
            reader = HttpObjects([f"{shown.url}/{folder}"])
            closing.append(reader.close)
            return Pair(reader, build("s3"))
        if name == "s3":
            on_s3 = s3_objects(request.getfixturevalue("s3"), folder)
            closing.append(on_s3.close)
            return on_s3
        delivery: Delivery = "private" if name.endswith("private") else "upload"
        server = request.getfixturevalue("cloudinary")
        on_cloudinary = cloudinary_objects(server, folder, delivery)
        closing.append(on_cloudinary.close)
        return on_cloudinary

    yield build(name)
    for close in closing:
        await close()
