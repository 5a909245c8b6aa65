"""The venues of live mode."""

import httpx
import pytest

from functions.adapters.exchanges.http import SharedClient
from functions.adapters.exchanges.venues import live_venues
from functions.domain.errors import VendorUnavailable
from tests.functions.adapters.exchanges.doubles import DOUBLES, HOUR, T0, market


def test_the_four_venues_are_asked_and_one_of_them_quotes_no_dollars() -> None:
    assert {exchange.name: exchange.quote for exchange in live_venues()} == {
        "coinbase": "USD",
        "kraken": "USD",
        "bitstamp": "USD",
        "binance": "USDT",
    }


async def test_each_venue_is_asked_at_its_own_address_and_the_others_survive_its_loss() -> None:
    hosts = {
        "api.exchange.coinbase.com": "coinbase",
        "www.bitstamp.net": "bitstamp",
        "data-api.binance.vision": "binance",
    }

    def internet(request: httpx.Request) -> httpx.Response:
        if request.url.host not in hosts or request.url.scheme != "https":
            raise httpx.ConnectError("no route", request=request)
        return DOUBLES[hosts[request.url.host]](market(6))(request)

    client = SharedClient(httpx.MockTransport(internet))
    coinbase, kraken, bitstamp, binance = live_venues(client)
    for venue in (coinbase, bitstamp, binance):
        assert await venue.closed_candles(T0, T0 + 5 * HOUR, 10) == market(5)
    with pytest.raises(VendorUnavailable, match="kraken: ConnectError: no route"):
        await kraken.closed_candles(T0, T0 + 5 * HOUR, 10)
    await client.close()


async def test_an_emulator_has_the_paths_of_each_venue_under_its_name() -> None:
    asked: list[str] = []

    def emulator(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url.copy_with(query=None)))
        return httpx.Response(500)

    for venue in live_venues(SharedClient(httpx.MockTransport(emulator)), "http://127.0.0.1:9/"):
        for ask in (venue.closed_candles(T0, T0 + HOUR, 1), venue.price()):
            with pytest.raises(VendorUnavailable):
                await ask
    assert asked == [
        "http://127.0.0.1:9/coinbase/products/BTC-USD/candles",
        "http://127.0.0.1:9/coinbase/products/BTC-USD/ticker",
        "http://127.0.0.1:9/kraken/0/public/OHLC",
        "http://127.0.0.1:9/kraken/0/public/Ticker",
        "http://127.0.0.1:9/bitstamp/api/v2/ohlc/btcusd/",
        "http://127.0.0.1:9/bitstamp/api/v2/ticker/btcusd/",
        "http://127.0.0.1:9/binance/api/v3/klines",
        "http://127.0.0.1:9/binance/api/v3/ticker/price",
    ]
