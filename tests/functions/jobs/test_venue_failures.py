"""Which venues failed is remembered from run to run, and said in the status document."""

import pytest

from functions.domain.errors import VendorUnavailable
from functions.jobs.run import run
from functions.queries.reads import read_status
from functions.queries.shelf import Shelf
from functions.queries.venue_failures import KEY, venue_failures
from tests.functions.jobs.rig import Rig

DOWN = VendorUnavailable("coinbase", "HTTP 500: '<h1>down: by night</h1>'")


async def ingest(rig: Rig) -> None:
    await run("ingest", rig.services, Shelf(rig.services.cache, rig.services.clock))


async def test_the_status_names_a_venue_that_failed_and_the_log_keeps_its_words(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    await rig.ready()
    rig.venue.failing = DOWN
    await ingest(rig)
    rendered, _ = await read_status(rig.services)
    assert b'"name":"venue coinbase","ok":false' in rendered.body
    assert b'"failed when last asked: HTTP 500"' in rendered.body
    assert b"night" not in rendered.body
    assert f"venues failed: {DOWN}" in caplog.messages
    rig.venue.failing = None
    await ingest(rig)
    rendered, _ = await read_status(rig.services)
    assert b"venue coinbase" not in rendered.body


async def test_a_lost_cache_costs_the_job_nothing_and_blames_no_venue(rig: Rig) -> None:
    await rig.ready()
    rig.venue.failing = DOWN
    rig.services.cache.failure = VendorUnavailable("upstash", "gone")  # type: ignore[attr-defined]
    await ingest(rig)
    assert await venue_failures(rig.services) == {}


@pytest.mark.parametrize("kept", [b"", b"[]", b"nonsense", b"\xff"])
async def test_what_is_mangled_blames_no_venue(rig: Rig, kept: bytes) -> None:
    await rig.services.cache.set(KEY, kept, 60)
    assert await venue_failures(rig.services) == {}
