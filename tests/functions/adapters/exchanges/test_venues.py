"""The venues of live mode."""

import httpx
import pytest

from functions.adapters.exchanges.http import SharedClient
from functions.adapters.exchanges.venues import live_venues
from functions.domain.errors import VendorUnavailable
from tests.functions.adapters.exchanges.doubles import DOUBLES, HOUR, T0, market


def test_the_three_venues_that_quote_dollars_are_asked() -> None:
    assert [exchange.name for exchange in live_venues()] == ["coinbase", "kraken", "bitstamp"]


async def test_each_venue_is_asked_at_its_own_address_and_the_others_survive_its_loss() -> None:
    hosts = {"api.exchange.coinbase.com": "coinbase", "www.bitstamp.net": "bitstamp"}

    def internet(request: httpx.Request) -> httpx.Response:
        if request.url.host not in hosts or request.url.scheme != "https":
            raise httpx.ConnectError("no route", request=request)
        return DOUBLES[hosts[request.url.host]](market(6))(request)

    client = SharedClient(httpx.MockTransport(internet))
    coinbase, kraken, bitstamp = live_venues(client)
    assert await coinbase.closed_candles(T0, T0 + 5 * HOUR, 10) == market(5)
    assert await bitstamp.closed_candles(T0, T0 + 5 * HOUR, 10) == market(5)
    with pytest.raises(VendorUnavailable, match="kraken: ConnectError: no route"):
        await kraken.closed_candles(T0, T0 + 5 * HOUR, 10)
    await client.close()
