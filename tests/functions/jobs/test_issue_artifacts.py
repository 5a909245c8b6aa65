"""`issue` when a store gives other bytes than the champion's: refused, and nothing speaks instead.

What was issued stays what readers get, a process that knows the champion speaks on, and a
right copy in another store is as good.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from functions.adapters.artifacts.objects import HttpObjects
from functions.domain.artifact import SCHEMA_VERSION
from functions.domain.canonical import canonical_json, sha256_digest
from functions.jobs import artifacts
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.queries.reads import read_forecast
from tests.fakes.artifact import artifact_document
from tests.functions.jobs.rig import ARTIFACT, Rig

FLIPPED_BYTES = 64
DIGEST = sha256_digest(ARTIFACT)
ANOTHER = canonical_json({**artifact_document(), "training_hours": 6000})


def flipped(place: int) -> bytes:
    raw = bytearray(ARTIFACT)
    raw[place] ^= 0xFF
    return bytes(raw)


WRONG: dict[str, bytes] = {
    **{f"byte {place} flipped": flipped(place) for place in range(FLIPPED_BYTES)},
    **{f"cut to {length}": ARTIFACT[:length] for length in (0, 1, 64, len(ARTIFACT) - 1)},
    "longer": ARTIFACT + b" ",
    "another model's": ANOTHER,
    "a page": b"<html><body><h1>502 Bad Gateway</h1></body></html>",
}
OTHER_SCHEMAS: dict[str, dict[str, object]] = {
    "another schema": {"schema": "candor/other"},
    "a later version": {"schema_version": SCHEMA_VERSION + 1},
    "no horizons": {"horizons": {}},
}


async def due(rig: Rig) -> None:
    """Midnight's slots are issued, an hour has passed, and the process has forgotten its model."""
    await rig.ready()
    rig.at(0, 1)
    await ingest(rig.services)
    assert len((await issue(rig.services)).issued) == 4
    rig.at(1, 1)
    await ingest(rig.services)
    artifacts._KEPT.clear()


@asynccontextmanager
async def two_stores(rig: Rig, one: bytes, two: bytes) -> AsyncIterator[Rig]:
    """The rig over two HTTP stores, and what each has under the champion's digest."""
    bodies = {"one.test": one, "two.test": two}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=bodies[request.url.host])

    urls = [f"https://{host}/models" for host in bodies]
    objects = HttpObjects(urls, transport=httpx.MockTransport(answer))
    try:
        yield replace(rig, services=replace(rig.services, objects=objects))
    finally:
        await objects.close()


async def read(rig: Rig) -> list[str]:
    """The ids of the forecasts that readers get."""
    rendered, _ = await read_forecast(rig.services)
    return [one["id"] for one in json.loads(rendered.body)["forecasts"]]


async def is_refused(rig: Rig, name: str) -> None:
    """Nothing is issued, every slot waits and says why, and readers keep what they had."""
    before, settled = await read(rig), await rig.settled()
    report = await issue(rig.services)
    assert report.issued == report.missed == (), name
    assert len(report.waiting) == 3, name
    for said in report.waiting.values():
        assert said.startswith("the champion's artifact cannot be had: "), name
    assert await rig.settled() == settled
    assert await read(rig) == before
    assert artifacts._KEPT == {}


async def test_wrong_bytes_are_refused_and_the_right_ones_speak_again(rig: Rig) -> None:
    await due(rig)
    for name, raw in WRONG.items():
        rig.objects.stored[DIGEST] = raw
        await is_refused(rig, name)
    rig.objects.stored[DIGEST] = ARTIFACT
    assert len((await issue(rig.services)).issued) == 3


@pytest.mark.parametrize("name", OTHER_SCHEMAS)
async def test_a_champion_of_another_schema_is_refused_though_its_digest_is_right(
    rig: Rig, name: str
) -> None:
    await due(rig)
    await rig.make_champion(canonical_json({**artifact_document(), **OTHER_SCHEMAS[name]}))
    await is_refused(rig, name)
    await rig.make_champion(ANOTHER)
    assert len((await issue(rig.services)).issued) == 3


async def test_a_process_that_knows_its_champion_asks_no_store(rig: Rig) -> None:
    await due(rig)
    assert len((await issue(rig.services)).issued) == 3
    rig.at(2, 1)
    await ingest(rig.services)
    for raw in WRONG.values():
        rig.objects.stored[DIGEST] = raw
    assert len((await issue(rig.services)).issued) == 3


@pytest.mark.parametrize("name", WRONG)
async def test_a_right_copy_in_the_other_store_speaks(rig: Rig, name: str) -> None:
    await due(rig)
    async with two_stores(rig, WRONG[name], ARTIFACT) as both:
        assert len((await issue(both.services)).issued) == 3


async def test_two_wrong_copies_are_refused(rig: Rig) -> None:
    await due(rig)
    async with two_stores(rig, ANOTHER, flipped(0)) as both:
        await is_refused(both, "both")
