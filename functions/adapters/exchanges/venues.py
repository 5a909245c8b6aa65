"""The venues of live mode, and the emulator that may stand in for all of them."""

from collections.abc import Sequence
from dataclasses import replace

import httpx

from functions.adapters.exchanges.binance import BINANCE
from functions.adapters.exchanges.bitstamp import BITSTAMP
from functions.adapters.exchanges.coinbase import COINBASE
from functions.adapters.exchanges.http import SharedClient, VenueHttp
from functions.adapters.exchanges.kraken import KRAKEN
from functions.adapters.exchanges.venue import VenueExchange
from functions.adapters.exchanges.wire import Wire
from functions.ports.meter import Meter

WIRES = (COINBASE, KRAKEN, BITSTAMP, BINANCE)


def live_venues(
    client: SharedClient | None = None,
    emulator_url: str | None = None,
    meter: Meter | None = None,
) -> Sequence[VenueExchange]:
    """Every venue, over one pool of connections; nothing connects before it is asked.

    Give a `client` to close it when done. At an emulator each venue has its own paths under
    its name: `{emulator_url}/kraken/0/public/OHLC`.
    """
    client = client or SharedClient()
    wires = WIRES if emulator_url is None else [_moved(wire, emulator_url) for wire in WIRES]
    return tuple(VenueExchange(wire, VenueHttp(wire.name, client), meter) for wire in wires)


def _moved(wire: Wire, emulator_url: str) -> Wire:
    base = f"{emulator_url.rstrip('/')}/{wire.name}"
    return replace(
        wire,
        url=base + httpx.URL(wire.url).path,
        ticker=replace(wire.ticker, url=base + httpx.URL(wire.ticker.url).path),
    )
