"""A market in memory behind the emulator, and the real adapters in front of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import httpx

from functions.adapters.exchanges.http import SharedClient
from functions.adapters.exchanges.venue import VenueExchange
from functions.adapters.exchanges.venues import live_venues
from functions.domain.candle import Candle
from functions.domain.units import HOUR
from mlops.local.emulators.venues.app import create_app
from mlops.local.emulators.venues.view import as_seen_by
from tests.fakes.market import START, market

EMULATOR = "http://venues.test"
CANDLES = market(60, seed=4)
NOW = START + 48 * HOUR + timedelta(minutes=7)


class FixedMarket:
    """Candles and a clock the test moves; like any market it tells closed hours only."""

    def __init__(self, candles: Sequence[Candle] = CANDLES, now: datetime = NOW) -> None:
        self.candles = candles
        self.at = now

    async def now(self) -> datetime:
        return self.at

    async def closed(self, opens_from: datetime, opens_until: datetime) -> Sequence[Candle]:
        return [
            one
            for one in self.candles
            if opens_from <= one.open_time <= opens_until and one.close_time <= self.at
        ]

    async def close(self) -> None:
        pass


def as_it_is(_venue: str, candle: Candle) -> Candle:
    """No venue has a view of its own."""
    return candle


def adapters(
    market: FixedMarket, *, alike: bool = True
) -> tuple[dict[str, VenueExchange], httpx.AsyncClient]:
    """The real adapter of every venue before the emulator, and a client of the emulator."""
    transport = httpx.ASGITransport(create_app(market, as_it_is if alike else as_seen_by))
    venues = live_venues(SharedClient(transport), EMULATOR)
    switch = httpx.AsyncClient(transport=transport, base_url=EMULATOR)
    return {venue.name: venue for venue in venues}, switch
