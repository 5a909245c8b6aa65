"""The price of now: what the venues say within the deadline, in dollars."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from functions.domain.errors import InsufficientData, VendorUnavailable
from functions.domain.settlement import in_dollars
from functions.domain.units import HOUR
from functions.jobs.ingest import ingest
from functions.ports.exchange import PriceFeed, Quote
from functions.queries import price as price_module
from functions.queries.price import FRESH_S, read_price
from functions.queries.shelf import Shelf
from tests.fakes.exchange import FakeExchange
from tests.functions.jobs.rig import MARKET, Rig, rig
from tests.worlds import T0, OpenWorld


class Feed:
    """Tells a price, after a while, or fails."""

    def __init__(
        self, name: str, usd: str, currency: str = "USD", failing: Exception | None = None
    ) -> None:
        self.name = name
        self.asked = 0
        self.takes_s = 0.0
        self._failing = failing
        self._quote = Quote(name, currency, Decimal(usd), T0)

    async def price(self) -> Quote:
        self.asked += 1
        await asyncio.sleep(self.takes_s)
        if self._failing is not None:
            raise self._failing
        return self._quote


@pytest.fixture
def world(fake_world: OpenWorld) -> Rig:
    return rig(fake_world)


def asking(world: Rig, feeds: Sequence[PriceFeed]) -> Rig:
    return replace(world, services=replace(world.services, tickers=feeds))


async def priced(world: Rig) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((await read_price(world.services))[0].body)
    return document


async def test_it_is_the_median_of_the_tickers(world: Rig) -> None:
    feeds = [Feed("kraken", "101"), Feed("coinbase", "100.5"), Feed("bitstamp", "250")]
    document = await priced(asking(world, feeds))
    assert (document["price"], document["origin"]) == ("101.00", "tickers")
    assert [one["name"] for one in document["sources"]] == ["bitstamp", "coinbase", "kraken"]
    assert document["mode"] == "replay"


async def test_who_fails_or_is_late_is_left_out_and_one_is_enough(
    world: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(price_module, "DEADLINE_S", 0.05)
    late = Feed("kraken", "999")
    late.takes_s = 60
    lost = Feed("coinbase", "999", failing=VendorUnavailable("coinbase", "down"))
    document = await priced(asking(world, [late, lost, Feed("bitstamp", "100")]))
    assert (document["price"], len(document["sources"])) == ("100.00", 1)


async def test_a_bug_is_not_taken_for_a_vendors_failure(world: Rig) -> None:
    broken = Feed("coinbase", "1", failing=KeyError("price"))
    with pytest.raises(KeyError):
        await read_price(asking(world, [broken, Feed("kraken", "100")]).services)


async def test_a_stable_coin_counts_in_dollars_once_its_basis_is_known(world: Rig) -> None:
    peg = [in_dollars(one, -0.001) for one in MARKET]
    exchanges = [FakeExchange("coinbase", MARKET), FakeExchange("binance", peg, quote="USDT")]
    world = replace(world, services=replace(world.services, exchanges=exchanges))
    feeds = [Feed("binance", "60060.03", "USDT"), Feed("coinbase", "60000.00")]
    only = await priced(asking(world, feeds))
    assert [one["name"] for one in only["sources"]] == ["coinbase"]
    world.at(0, 1)
    await ingest(world.services)
    both = await priced(asking(world, feeds))
    assert {one["name"]: one["price"] for one in both["sources"]} == {
        "binance": "60000.00",
        "coinbase": "60000.00",
    }


async def test_when_every_venue_is_silent_it_is_the_newest_candles_close(world: Rig) -> None:
    lost = Feed("coinbase", "1", failing=VendorUnavailable("coinbase", "down"))
    with pytest.raises(InsufficientData, match="no candle yet"):
        await read_price(asking(world, [lost]).services)
    world.at(0, 1)
    await ingest(world.services)
    document = await priced(asking(world, [lost]))
    assert document["price"] == f"{MARKET[335].close:.2f}"
    assert document["origin"] == "candle"
    assert document["time"] == document["data_as_of"] == "2024-01-15T00:00:00Z"


async def test_the_venues_are_asked_once_in_half_a_minute_however_many_read(world: Rig) -> None:
    feed = Feed("coinbase", "100")
    given = asking(world, [feed]).services
    world.opened.move(T0 + HOUR / 2)
    clock_now = (await given.world.read()).clock
    live = replace(clock_now, starts_at=None, seconds_per_hour=3600.0)
    assert live.state == "live"
    clock: Any = given.clock

    async def build() -> Any:
        rendered, seen = await read_price(given)
        return rendered, replace(seen, clock=live)

    shelf = Shelf(given.cache, clock)
    for _ in range(5):
        shelved = await shelf.read("price", build, FRESH_S)
        clock.advance(FRESH_S / 6)
    assert (feed.asked, 0 < shelf.fresh_s(shelved) <= FRESH_S) == (1, True)
    clock.advance(FRESH_S / 2)
    await shelf.read("price", build, FRESH_S)
    assert feed.asked == 2
