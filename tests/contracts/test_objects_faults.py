"""How every object store behind a network fails: one of two ways, in time, and never for good."""

import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from functions.adapters.artifacts import objects as artifacts
from functions.adapters.artifacts.objects import HttpObjects
from functions.domain.canonical import sha256_digest
from functions.domain.errors import VendorError, VendorRejected, VendorUnavailable
from functions.ports.objects import ObjectReader, ObjectStore
from mlops.local.emulators.cloudinary.server import API_KEY, CloudinaryServer
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.s3 import S3Server
from mlops.storage.cloudinary_store import CloudinaryObjects
from mlops.storage.mirrored import MirroredStore
from mlops.storage.s3 import S3Objects
from tests.fakes.objects import FakeObjects
from tests.fault_proxy import FaultSwitchboard, proxy
from tests.fault_table import FAULTS, fault_table
from tests.stores import Pair, cloudinary_objects, s3_objects

TIMEOUT_MS = 1000
DATA = b'{"a": "model"}' * 500
"""Longer than what a cut answer gives, shorter than it promises."""
OTHER = b"another model"
UNAVAILABLE = ("409", "420", "429", "500", "html", "cut")
REJECTED = ("401", "403")
WRITERS = ("s3", "cloudinary")
ADAPTERS = (*WRITERS, "http")

Build: TypeAlias = Callable[[str], ObjectStore]
"""A store at an address, the real one's when it is empty."""


@pytest.fixture(scope="module")
def s3_proxy(s3: S3Server, server_folder: Path) -> Iterator[FaultSwitchboard]:
    """The S3 server behind a fault switch."""
    with (server_folder / "s3-proxy.log").open("wb") as log, proxy(s3.url, log) as switch:
        yield switch


class Rig:
    """An adapter under test: the same objects through a switch, or at an address of ours."""

    def __init__(self, name: str, switch: FaultSwitchboard, build: Build) -> None:
        self.name = name
        self.switch = switch
        self.build = build
        self.store = build("")

    @property
    def writes(self) -> bool:
        """Whether it is more than a reader."""
        return self.name in WRITERS


@pytest.fixture(params=ADAPTERS)
async def rig(
    request: pytest.FixtureRequest,
    s3: S3Server,
    s3_proxy: FaultSwitchboard,
    cloudinary: CloudinaryServer,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Rig]:
    monkeypatch.setattr(artifacts, "TIMEOUT_MS", TIMEOUT_MS)
    folder = f"models/{secrets.token_hex(8)}"
    opened: list[S3Objects | CloudinaryObjects | HttpObjects] = []
    emulator = FaultSwitchboard(cloudinary.url, (API_KEY, cloudinary.api_secret))

    def on_s3(url: str) -> ObjectStore:
        opened.append(one := s3_objects(s3, folder, url or s3_proxy.url, TIMEOUT_MS))
        return one

    def on_cloudinary(url: str) -> ObjectStore:
        opened.append(one := cloudinary_objects(cloudinary, folder, url=url, timeout_ms=TIMEOUT_MS))
        return one

    def over_http(url: str) -> ObjectStore:
        reader = HttpObjects([url or cloudinary.public_url(folder)])
        writer = cloudinary_objects(cloudinary, folder)
        opened.extend((reader, writer))
        return Pair(reader, writer)

    builds: dict[str, Build] = {"s3": on_s3, "cloudinary": on_cloudinary, "http": over_http}
    switch = s3_proxy if request.param == "s3" else emulator
    yield Rig(request.param, switch, builds[request.param])
    switch.clear()
    for one in opened:
        await one.close()


async def failure(work: Callable[[], object]) -> tuple[type[VendorError], float]:
    """The kind of failure and how long it took."""
    started = time.monotonic()
    with pytest.raises(VendorError) as caught:
        await work()  # type: ignore[misc]
    return caught.type, time.monotonic() - started


@pytest.mark.parametrize("mode", [*UNAVAILABLE, *REJECTED])
async def test_a_read_fails_as_the_vendor_does_and_the_next_one_works(rig: Rig, mode: str) -> None:
    digest = await rig.store.put(DATA)
    rig.switch.set(mode)
    kind, _ = await failure(lambda: rig.store.get(digest))
    assert kind is (VendorRejected if mode in REJECTED else VendorUnavailable)
    if mode in FAULTS:
        assert kind is fault_table()["Model artifacts and files"].rows[mode].kind
    rig.switch.clear()
    assert await rig.store.get(digest) == DATA


@pytest.mark.parametrize("mode", [*UNAVAILABLE, *REJECTED, "html-200"])
@pytest.mark.parametrize("rig", WRITERS, indirect=True)
async def test_a_write_fails_as_the_vendor_does_and_the_next_one_works(rig: Rig, mode: str) -> None:
    rig.switch.set(mode)
    kind, _ = await failure(lambda: rig.store.put(DATA))
    assert kind is (VendorRejected if mode in REJECTED else VendorUnavailable)
    rig.switch.clear()
    assert await rig.store.get(await rig.store.put(DATA)) == DATA


async def test_a_page_in_the_place_of_an_object_is_refused(rig: Rig) -> None:
    digest = await rig.store.put(DATA)
    rig.switch.set("html-200")
    with pytest.raises(VendorRejected, match="bytes that are not sha256:"):
        await rig.store.get(digest)


async def test_a_slow_answer_is_given_up_at_the_deadline(rig: Rig) -> None:
    digest = await rig.store.put(DATA)
    rig.switch.set("slow", delay_ms=4 * TIMEOUT_MS)
    works = [lambda: rig.store.get(digest)]
    if rig.writes:
        works.append(lambda: rig.store.put(OTHER))  # type: ignore[arg-type, return-value]
    for work in works:
        kind, took_s = await failure(work)
        assert kind is VendorUnavailable
        assert took_s < 3 * TIMEOUT_MS / 1000


@asynccontextmanager
async def black_hole() -> AsyncIterator[str]:
    """An address that takes connections and says nothing."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"


async def test_nobody_listening_is_unavailable_at_once(rig: Rig) -> None:
    dead = rig.build(f"http://{LOOPBACK}:{free_port()}")
    kind, took_s = await failure(lambda: dead.get(sha256_digest(DATA)))
    assert kind is VendorUnavailable
    assert took_s < 1
    if rig.writes:
        assert (await failure(lambda: dead.put(DATA)))[0] is VendorUnavailable


async def test_a_black_hole_is_given_up_at_the_deadline(rig: Rig) -> None:
    async with black_hole() as url:
        silent = rig.build(url)
        kind, took_s = await failure(lambda: silent.get(sha256_digest(DATA)))
        assert kind is VendorUnavailable
        assert took_s < 3 * TIMEOUT_MS / 1000
        if rig.writes:
            kind, took_s = await failure(lambda: silent.put(DATA))
            assert kind is VendorUnavailable
            assert took_s < 3 * TIMEOUT_MS / 1000


async def test_a_wrong_key_is_rejected_by_the_real_check(
    s3: S3Server, cloudinary: CloudinaryServer
) -> None:
    wrong = "w" * 40
    strangers = (
        s3_objects(S3Server(s3.home, s3.port, wrong), "models/x"),
        cloudinary_objects(CloudinaryServer(cloudinary.home, cloudinary.port, wrong), "models/x"),
    )
    for stranger in strangers:
        with pytest.raises(VendorRejected):
            await stranger.put(DATA)
        with pytest.raises(VendorRejected):
            await stranger.get(sha256_digest(DATA))
        await stranger.close()


class TestMirrored:
    """Several stores, any of which may fail."""

    async def test_it_reads_on_while_one_of_two_has_the_right_bytes(self) -> None:
        one, other = FakeObjects(), FakeObjects()
        store = MirroredStore([one, other])
        digest = await store.put(DATA)
        assert one.stored == other.stored
        for broken in (one, other):
            broken.failure = VendorUnavailable("fake", "gone")
            assert await store.get(digest) == DATA
            broken.failure = None
            broken.stored[digest] = OTHER
            assert await store.get(digest) == DATA
            del broken.stored[digest]
            assert await store.get(digest) == DATA
            await store.put(DATA)

    async def test_a_write_that_one_store_does_not_take_fails_and_names_it(self) -> None:
        one, other = FakeObjects(), FakeObjects()
        store = MirroredStore([one, other])
        other.failure = VendorUnavailable("s3", "HTTP 503")
        with pytest.raises(VendorUnavailable, match=r"^s3: HTTP 503$"):
            await store.put(DATA)
        one.failure = VendorRejected("cloudinary", "HTTP 401")
        with pytest.raises(VendorRejected, match=r"^cloudinary and s3: HTTP 401; HTTP 503$"):
            await store.put(DATA)
        one.failure = other.failure = None
        assert await store.get(await store.put(DATA)) == DATA

    async def test_wrong_bytes_everywhere_are_never_given(self) -> None:
        one, other = FakeObjects(), FakeObjects()
        store: ObjectReader = MirroredStore([one, other])
        digest = sha256_digest(DATA)
        one.stored[digest], other.stored[digest] = OTHER, DATA[:-1]
        with pytest.raises(VendorRejected, match="other bytes"):
            await store.get(digest)
