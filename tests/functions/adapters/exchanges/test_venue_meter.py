"""What the meter is told of a venue's requests."""

import contextlib

import httpx
import pytest

from functions.adapters.exchanges.http import SharedClient, VenueHttp
from functions.adapters.exchanges.kraken import KRAKEN
from functions.adapters.exchanges.venue import VenueExchange
from functions.adapters.exchanges.venues import live_venues
from functions.domain.errors import VendorError
from tests.fakes.meter import FakeMeter
from tests.functions.adapters.exchanges.doubles import HOUR, T0, Handler, Kraken, market

NOW = T0 + 48 * HOUR


async def told(handler: Handler) -> dict[str, int]:
    """Requests by how they ended, after asking for candles and for the price."""
    meter = FakeMeter()
    http = VenueHttp("kraken", SharedClient(httpx.MockTransport(handler)))
    venue = VenueExchange(KRAKEN, http, meter)
    with pytest.raises(VendorError):
        await venue.price()
    with contextlib.suppress(VendorError):
        await venue.closed_candles(T0, NOW, 100)
    timed = meter.observed["candor_venue_request_duration_seconds", ("kraken",)]
    ends = {labels: count for (_, labels), count in meter.counted.items()}
    assert len(timed) == sum(count for (_, end), count in ends.items() if end != "resting")
    return {end: count for (_, end), count in ends.items()}


async def test_candles_are_ok_and_a_refusal_in_an_answer_of_200_is_none() -> None:
    shows = Kraken(market(50))

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("Ticker"):
            return httpx.Response(200, json={"error": ["EQuery:Unknown asset pair"]})
        return shows(request)

    assert await told(handler) == {"rejected": 1, "ok": 1}


async def test_nonsense_is_no_answer() -> None:
    assert await told(lambda _: httpx.Response(200, json={"error": [], "result": {}})) == {
        "unavailable": 2
    }


async def test_a_venue_that_asked_to_be_left_alone_is_not_asked() -> None:
    tired = httpx.Response(429, headers={"Retry-After": "60"})
    assert await told(lambda _: tired) == {"unavailable": 1, "resting": 1}


async def test_every_live_venue_tells_the_meter_under_its_name() -> None:
    meter = FakeMeter()
    client = SharedClient(httpx.MockTransport(lambda _: httpx.Response(500)))
    venues = live_venues(client, meter=meter)
    for venue in venues:
        with pytest.raises(VendorError):
            await venue.price()
    assert {labels for _, labels in meter.counted} == {(one.name, "unavailable") for one in venues}
    await client.close()
