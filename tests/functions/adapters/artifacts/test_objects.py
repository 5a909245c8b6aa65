"""Which of several copies of an artifact is taken; that one works is in the contract suite."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from functions.adapters.artifacts.objects import PAYLOAD_BYTES_MAX, HttpObjects
from functions.adapters.circuit import FAILURES_MAX
from functions.domain.artifact import SCHEMA_VERSION, load_artifact
from functions.domain.canonical import canonical_json, sha256_digest
from functions.domain.errors import ArtifactRefused, NotFound, VendorRejected, VendorUnavailable
from tests.fakes.artifact import artifact_document
from tests.fakes.meter import FakeMeter

DATA = canonical_json(artifact_document())
DIGEST = sha256_digest(DATA)
URLS = ("https://one.test/models", "https://two.test/models/")
FLIPPED_BYTES = 64
Answer = Callable[[], httpx.Response]


class Servers:
    """What each host answers, and which were asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        return self.answers[request.url.host.removesuffix(".test")]()

    def set(self, one: Answer, two: Answer) -> None:
        self.answers = {"one": one, "two": two}
        self.asked.clear()


def right() -> httpx.Response:
    return httpx.Response(200, content=DATA)


def missing() -> httpx.Response:
    return httpx.Response(404)


def down() -> httpx.Response:
    return httpx.Response(503)


def refused() -> httpx.Response:
    return httpx.Response(403)


def silent() -> httpx.Response:
    raise httpx.ReadTimeout("nothing came")


def other() -> httpx.Response:
    return httpx.Response(200, content=DATA + b" ")


@pytest.fixture
def servers() -> Servers:
    return Servers()


@pytest.fixture
async def objects(servers: Servers) -> AsyncIterator[HttpObjects]:
    reader = HttpObjects(URLS, transport=httpx.MockTransport(servers))
    yield reader
    await reader.close()


async def test_the_second_is_not_asked_while_the_first_answers(
    objects: HttpObjects, servers: Servers
) -> None:
    servers.set(right, right)
    assert await objects.get(DIGEST) == DATA
    hexadecimal = DIGEST.removeprefix("sha256:")
    assert servers.asked == [f"{URLS[0]}/sha256/{hexadecimal[:2]}/{hexadecimal}"]


@pytest.mark.parametrize("bad", [missing, down, refused, silent, other])
async def test_whichever_has_the_right_bytes_is_taken(
    objects: HttpObjects, servers: Servers, bad: Answer
) -> None:
    servers.set(bad, right)
    assert await objects.get(DIGEST) == DATA
    servers.set(right, bad)
    assert await objects.get(DIGEST) == DATA


@pytest.mark.parametrize(
    ("one", "two", "raised"),
    [
        (missing, missing, NotFound),
        (missing, down, VendorUnavailable),
        (down, silent, VendorUnavailable),
        (other, down, VendorUnavailable),
        (other, missing, VendorRejected),
        (refused, other, VendorRejected),
    ],
)
async def test_what_it_says_when_none_has_them(
    objects: HttpObjects, servers: Servers, one: Answer, two: Answer, raised: type[Exception]
) -> None:
    servers.set(one, two)
    with pytest.raises(raised):
        await objects.get(DIGEST)


async def test_the_error_names_every_url_with_its_reason(
    objects: HttpObjects, servers: Servers
) -> None:
    servers.set(down, refused)
    with pytest.raises(VendorUnavailable, match=r"one\.test.*HTTP 503; .*two\.test.*HTTP 403"):
        await objects.get(DIGEST)


async def test_too_many_bytes_are_not_read_to_their_end(
    objects: HttpObjects, servers: Servers
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * PAYLOAD_BYTES_MAX:
            sent += 100_000
            yield b"x" * 100_000

    servers.set(lambda: httpx.Response(200, content=endless()), missing)
    with pytest.raises(VendorRejected, match=f"more than {PAYLOAD_BYTES_MAX} bytes"):
        await objects.get(DIGEST)
    assert sent < 2 * PAYLOAD_BYTES_MAX


async def test_one_that_fails_repeatedly_is_given_a_rest_and_asked_again_later(
    servers: Servers,
) -> None:
    now = 0.0
    objects = HttpObjects(URLS, lambda: now, httpx.MockTransport(servers))
    servers.set(down, right)
    for _ in range(FAILURES_MAX + 2):
        assert await objects.get(DIGEST) == DATA
    assert sum("one.test" in url for url in servers.asked) == FAILURES_MAX
    now = 60.0
    servers.set(right, down)
    assert await objects.get(DIGEST) == DATA
    assert len(servers.asked) == 1
    await objects.close()


async def test_a_missing_object_is_no_failure_of_its_server(servers: Servers) -> None:
    objects = HttpObjects(URLS, transport=httpx.MockTransport(servers))
    servers.set(missing, missing)
    for _ in range(FAILURES_MAX + 1):
        with pytest.raises(NotFound):
            await objects.get(DIGEST)
    servers.set(right, missing)
    assert await objects.get(DIGEST) == DATA
    await objects.close()


async def test_every_url_is_asked_for_its_copy(objects: HttpObjects, servers: Servers) -> None:
    servers.set(right, right)
    assert await objects.copies(DIGEST) == dict.fromkeys((URLS[0], URLS[1].rstrip("/")))


@pytest.mark.parametrize(
    ("lacking", "kind"),
    [
        (missing, NotFound),
        (down, VendorUnavailable),
        (silent, VendorUnavailable),
        (refused, VendorRejected),
        (other, VendorRejected),
    ],
)
async def test_a_url_without_the_right_copy_is_told_beside_the_one_that_has_it(
    objects: HttpObjects, servers: Servers, lacking: Answer, kind: type[Exception]
) -> None:
    servers.set(right, lacking)
    one, two = (await objects.copies(DIGEST)).values()
    assert one is None
    assert isinstance(two, kind)
    assert len(servers.asked) == 2


async def test_the_meter_is_told_of_every_url_that_is_asked(servers: Servers) -> None:
    meter = FakeMeter()
    objects = HttpObjects(URLS, transport=httpx.MockTransport(servers), meter=meter)
    servers.set(down, right)
    for _ in range(FAILURES_MAX + 1):
        await objects.get(DIGEST)
    servers.set(missing, missing)
    with pytest.raises(VendorUnavailable, match="given a rest"):
        await objects.get(DIGEST)
    assert meter.counted == {
        ("candor_vendor_calls", ("artifacts", "unavailable")): FAILURES_MAX,
        ("candor_breaker_opened", ("artifacts",)): 1,
        ("candor_vendor_calls", ("artifacts", "resting")): 2,
        ("candor_vendor_calls", ("artifacts", "ok")): FAILURES_MAX + 2,
    }
    await objects.close()


async def test_with_any_of_its_first_bytes_flipped_the_other_copy_is_taken(
    servers: Servers,
) -> None:
    for place in range(FLIPPED_BYTES):
        flipped = bytearray(DATA)
        flipped[place] ^= 0xFF
        raw = bytes(flipped)
        objects = HttpObjects(URLS, transport=httpx.MockTransport(servers))
        servers.set(lambda raw=raw: httpx.Response(200, content=raw), right)  # type: ignore[misc]
        assert load_artifact(await objects.get(DIGEST), DIGEST).digest == DIGEST
        servers.set(lambda raw=raw: httpx.Response(200, content=raw), missing)  # type: ignore[misc]
        with pytest.raises(VendorRejected):
            await objects.get(DIGEST)
        with pytest.raises(ArtifactRefused):
            load_artifact(raw, DIGEST)
        await objects.close()


@pytest.mark.parametrize("length", [0, 1, 64, len(DATA) // 2, len(DATA) - 1])
async def test_a_truncated_copy_is_refused(
    objects: HttpObjects, servers: Servers, length: int
) -> None:
    servers.set(lambda: httpx.Response(200, content=DATA[:length]), missing)
    with pytest.raises(VendorRejected, match=f"{length} bytes that are not {DIGEST}"):
        await objects.get(DIGEST)


@pytest.mark.parametrize(
    "change", [{"schema": "candor/other"}, {"schema_version": SCHEMA_VERSION + 1}]
)
async def test_a_document_of_another_schema_is_refused_though_its_digest_is_right(
    objects: HttpObjects, servers: Servers, change: dict[str, object]
) -> None:
    raw = canonical_json({**artifact_document(), **change})
    servers.set(lambda: httpx.Response(200, content=raw), missing)
    with pytest.raises(ArtifactRefused, match="is not candor/two-stage-har 1"):
        load_artifact(await objects.get(sha256_digest(raw)), sha256_digest(raw))
