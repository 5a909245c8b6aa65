"""The feature window is served from the cache, and is never another than PostgreSQL's."""

import json
from dataclasses import replace

import pytest

from functions.domain.candle import Candle
from functions.domain.errors import VendorUnavailable
from functions.jobs.ingest import ingest
from functions.jobs.run import run
from functions.ports.services import Services
from functions.queries.feature_window import KEPT_S, KEY, feature_window
from functions.queries.shelf import Shelf
from tests.fakes.cache import FakeCache
from tests.functions.jobs.rig import MARKET, Rig, rig
from tests.worlds import OpenWorld


@pytest.fixture
def world(open_world: OpenWorld) -> Rig:
    built = rig(open_world)
    built.at(0, 1)
    return built


async def read(given: Services) -> list[Candle]:
    return await feature_window(given, await given.world.read())


async def kept(world: Rig) -> bytes | None:
    return await world.services.cache.get(KEY)


async def test_ingest_puts_the_newest_window_into_the_cache(world: Rig) -> None:
    given = world.services
    assert await read(given) == []
    await run("ingest", given, Shelf(given.cache, given.clock))
    document = json.loads(await kept(world) or b"{}")
    assert len(document["candles"]) == 336
    assert await read(given) == MARKET[:336]
    world.at(1, 1)
    await run("ingest", given, Shelf(given.cache, given.clock))
    assert await kept(world) != json.dumps(document).encode()
    assert await read(given) == MARKET[1:337]


async def test_candles_are_not_read_again_while_their_version_stands(
    world: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ingest(world.services)
    first = await read(world.services)
    monkeypatch.setattr(type(world.services.candles), "window", None)
    assert await read(world.services) == first == MARKET[:336]


async def test_a_revision_that_the_cache_has_not_heard_of_is_served(world: Rig) -> None:
    await ingest(world.services)
    assert await read(world.services) == MARKET[:336]
    world.venue.candles[334] = replace(MARKET[334], volume=MARKET[334].volume + 1)
    world.at(0, 4)
    assert (await ingest(world.services)).revised == 1
    assert (await read(world.services))[334] == world.venue.candles[334]


async def test_whatever_else_lies_in_the_cache_is_not_believed(world: Rig) -> None:
    await ingest(world.services)
    assert await read(world.services) == MARKET[:336]
    good = await kept(world)
    assert good is not None
    other_price = good.replace(str(MARKET[7].volume).encode(), b"77.777", 1)
    assert other_price != good
    for spoilt in (other_price, good[:-9], b"", b"[]", b"{}", b"\xff", good.replace(b"Z", b"")):
        await world.services.cache.set(KEY, spoilt, KEPT_S)
        assert await read(world.services) == MARKET[:336]
        assert await kept(world) == good


async def test_without_a_cache_it_comes_from_postgresql(world: Rig) -> None:
    cache = world.services.cache
    assert isinstance(cache, FakeCache)
    cache.failure = VendorUnavailable("upstash", "down")
    await run("ingest", world.services, Shelf(cache, world.services.clock))
    assert await read(world.services) == MARKET[:336]
