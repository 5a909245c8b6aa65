"""What is in the cache is served or built over; a document is fresh until it may be outdated."""

import asyncio
import json
import math
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.documents.envelope import Document, tagged
from functions.domain.errors import VendorUnavailable
from functions.domain.units import HOUR
from functions.domain.world import Clock, Mode, World
from functions.queries.shelf import Shelved, fresh_seconds
from tests.functions.queries.stage import NOON, Stage, document, live


def replay(now: datetime, seconds_per_hour: float) -> World:
    start = NOON - 24 * HOUR
    clock = Clock(now, start, start + HOUR, NOON + 24 * HOUR, seconds_per_hour)
    return World(Mode.REPLAY, "file", clock, now)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def packed(**changed: object) -> bytes:
    noon = NOON.timestamp()
    fields = {"etag": tagged(b"{}").etag, "made_at": noon, "fresh_until": noon + 60, "body": "{}"}
    return json.dumps({**fields, **changed}).encode()


class Numbered(Document):
    """What the stage's source builds."""

    number: int
    text: str


@pytest.mark.parametrize("body", ['{"number":9,"text":"","later":1}', '{"number":9}', "{"])
async def test_a_document_of_another_release_is_built_anew_for_whoever_looks_into_it(
    stage: Stage, body: str
) -> None:
    theirs = packed(body=body, etag=tagged(body.encode()).etag)
    await stage.cache.set("document:forecast", theirs, 60)
    reads = [stage.shelf.read_as(Numbered, "forecast", stage.source) for _ in range(5)]
    for read, shelved in await asyncio.gather(*reads):
        assert (read.number, shelved.rendered) == (1, document(1))
    assert stage.source.attempts == 1
    assert (await stage.read(stage.other_process)).rendered == document(1)


async def test_one_that_cannot_be_built_anew_is_a_failure_and_not_a_mistake(stage: Stage) -> None:
    stage.source.failure = VendorUnavailable("postgres", "gone")
    await stage.cache.set("document:forecast", packed(), 60)
    with pytest.raises(VendorUnavailable):
        await stage.shelf.read_as(Numbered, "forecast", stage.source)


async def test_an_entry_packed_as_described_is_served(stage: Stage) -> None:
    await stage.cache.set("document:forecast", packed(), 60)
    assert (await stage.read()).rendered == tagged(b"{}")


@pytest.mark.parametrize(
    "mangled",
    [
        b"", b"\xff\xfe", b"{", b"[]", b"null", b"3", b'"text"', b"{}", b"<html></html>",
        packed()[:-5], packed(body=None), packed(body=3), packed(body=["x"]),
        packed(body="\ud800"), packed(made_at="soon"), packed(made_at=None),
        packed(fresh_until=[]), packed(fresh_until="later"),
        packed(etag=5), packed(etag='"e"'), packed(body="{ }"), packed(fresh_until=math.inf),
        packed(made_at=math.nan), packed(fresh_until=0.0), b"[" * 100_000,
    ],
)  # fmt: skip
async def test_a_mangled_cache_entry_is_built_over(stage: Stage, mangled: bytes) -> None:
    await stage.cache.set("document:forecast", mangled, 60)
    assert (await stage.read()).rendered == document(1)
    assert (await stage.read(stage.other_process)).rendered == document(1)
    assert stage.source.attempts == 1


@given(st.binary(max_size=60))
def test_no_bytes_in_the_cache_break_a_reader(garbage: bytes) -> None:
    async def scene() -> Shelved:
        stage = Stage()
        await stage.cache.set("document:forecast", garbage, 60)
        return await stage.read()

    assert asyncio.run(scene()).rendered == document(1)


@pytest.mark.parametrize(
    ("minutes", "seconds"),
    [
        (0, 15.0),
        (7, 15.0),
        (12.99, 15.0),
        (13, 47 * 60.0),
        (30, 30 * 60.0),
        (59, 60.0),
        (59 + 59.9 / 60, 1.0),
    ],
)
def test_in_live_mode_a_document_is_fresh_for_seconds_until_the_jobs_have_run_then_to_the_hour(
    minutes: float, seconds: float
) -> None:
    world = live(NOON + timedelta(minutes=minutes))
    assert fresh_seconds(world) == pytest.approx(seconds)


@pytest.mark.parametrize("minutes", [0, 20, 59])
@pytest.mark.parametrize(
    ("seconds_per_hour", "seconds"), [(5.0, 2.5), (0.1, 1.0), (20.0, 10.0), (3600.0, 15.0)]
)
def test_in_replay_a_document_is_fresh_for_half_an_hour_of_replay_within_limits(
    minutes: int, seconds_per_hour: float, seconds: float
) -> None:
    world = replay(NOON + timedelta(minutes=minutes), seconds_per_hour)
    assert fresh_seconds(world) == seconds
