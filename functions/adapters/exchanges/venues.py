"""The venues of live mode: those that quote bitcoin in US dollars."""

from collections.abc import Sequence

from functions.adapters.exchanges.bitstamp import BITSTAMP
from functions.adapters.exchanges.coinbase import COINBASE
from functions.adapters.exchanges.http import SharedClient, VenueHttp
from functions.adapters.exchanges.kraken import KRAKEN
from functions.adapters.exchanges.venue import VenueExchange
from functions.ports.exchange import Exchange

WIRES = (COINBASE, KRAKEN, BITSTAMP)


def live_venues(client: SharedClient | None = None) -> Sequence[Exchange]:
    """Every venue, over one pool of connections; nothing connects before it is asked.

    Give a `client` to close it when done.
    """
    client = client or SharedClient()
    return tuple(VenueExchange(wire, VenueHttp(wire.name, client)) for wire in WIRES)
