"""`publish`: what everybody reads is ready before anybody asks."""

import json
from dataclasses import replace

import pytest

from functions.documents.envelope import Rendered
from functions.domain.errors import VendorUnavailable
from functions.domain.horizon import Horizon
from functions.domain.world import World
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.jobs.publish import publish
from functions.ports.services import Services
from functions.queries.everybody import FORECAST, SCORES
from functions.queries.front import front_key, front_of
from functions.queries.reads import read_forecast, read_scores
from functions.queries.shelf import Shelf
from tests.fakes.cache import FakeCache
from tests.fakes.clock import FakeClock
from tests.fakes.world import UnreadableWorld
from tests.functions.jobs.rig import Rig


async def unwanted() -> tuple[Rendered, World]:
    raise AssertionError("the document was not on the shelf")


async def test_another_process_finds_both_documents_ready(rig: Rig) -> None:
    await rig.ready()
    await publish(rig.services, Shelf(rig.services.cache, rig.services.clock))
    elsewhere = Shelf(rig.services.cache, rig.services.clock)
    forecast = await elsewhere.read(FORECAST, unwanted)
    scores = await elsewhere.read(SCORES, unwanted)
    assert forecast.rendered == (await read_forecast(rig.services))[0]
    assert scores.rendered == (await read_scores(rig.services))[0]


async def test_what_is_published_is_what_was_just_issued(rig: Rig) -> None:
    await rig.ready()
    shelf = Shelf(rig.services.cache, rig.services.clock)
    await publish(rig.services, shelf)
    before = (await shelf.read(FORECAST, unwanted)).rendered
    rig.at(0, 1)
    await ingest(rig.services)
    await issue(rig.services)
    await publish(rig.services, shelf)
    after = (await shelf.read(FORECAST, unwanted)).rendered
    assert before.etag != after.etag
    assert b"24h-20240115T00Z" in after.body
    assert json.loads(after.body)["mode"] == "replay"


async def test_the_pages_first_view_of_every_horizon_is_ready(rig: Rig) -> None:
    await rig.ready()
    await publish(rig.services, Shelf(rig.services.cache, rig.services.clock))
    elsewhere = Shelf(rig.services.cache, rig.services.clock)
    for horizon in Horizon:
        view = (await elsewhere.read(front_key(rig.services, horizon), unwanted)).rendered
        assert json.loads(view.body)["horizon"] == horizon


async def test_a_view_that_cannot_be_drawn_costs_neither_the_job_nor_the_other_views(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def drawn(services: Services, known: dict[str, Rendered], horizon: Horizon) -> Rendered:
        if horizon is Horizon.H1:
            raise ZeroDivisionError
        return front_of(services, known, horizon)

    monkeypatch.setattr("functions.jobs.publish.front_of", drawn)
    await rig.ready()
    shelf = Shelf(rig.services.cache, rig.services.clock)
    await publish(rig.services, shelf)
    assert await shelf.look(front_key(rig.services, Horizon.H1)) is None
    assert await shelf.look(front_key(rig.services, Horizon.D7)) is not None
    assert "the first view of 1h cannot be drawn" in caplog.text


async def test_a_cache_that_is_down_does_not_fail_the_job(rig: Rig) -> None:
    await rig.ready()
    assert isinstance(rig.services.cache, FakeCache)
    rig.services.cache.failure = VendorUnavailable("redis", "gone")
    shelf = Shelf(rig.services.cache, FakeClock())
    await publish(rig.services, shelf)
    assert (await shelf.read(SCORES, unwanted)).rendered.body


async def test_a_world_that_cannot_be_read_is_not_published(rig: Rig) -> None:
    unreadable = UnreadableWorld(VendorUnavailable("postgres", "gone"))
    shelf = Shelf(rig.services.cache, rig.services.clock)
    with pytest.raises(VendorUnavailable):
        await publish(replace(rig.services, world=unreadable), shelf)
    with pytest.raises(AssertionError, match="not on the shelf"):
        await shelf.read(FORECAST, unwanted)
