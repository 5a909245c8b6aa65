"""The price behind /api/v1/price: tickers in a live world, the newest candle otherwise."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from functions.documents.envelope import Rendered, render
from functions.documents.price import price_of_candle, price_of_tickers
from functions.domain.errors import InsufficientData, VendorError
from functions.domain.settlement import CONTEXT_HOURS, Settlement
from functions.domain.units import HOUR, hour_floor
from functions.domain.world import World
from functions.ports.exchange import PriceFeed, Quote
from functions.ports.services import Services

DEADLINE_S = 2.0
"""How long the venues may take; whoever has not answered by then is left out."""

FRESH_S = 30.0


async def read_price(services: Services) -> tuple[Rendered, World]:
    """The newest price. Raises InsufficientData where nobody has told one yet."""
    world = await services.world.read()
    quotes = await _in_dollars(services, world, await _quotes(services.tickers))
    if quotes:
        return render(price_of_tickers(world, quotes)), world
    if world.data_as_of is None:
        raise InsufficientData("there is no candle yet, and no venue tells a price")
    (newest,) = await services.candles.window(world.data_as_of, 1, world.clock.now)
    return render(price_of_candle(world, newest)), world


async def _quotes(feeds: Sequence[PriceFeed]) -> list[Quote]:
    if not feeds:
        return []
    tasks = [asyncio.create_task(feed.price()) for feed in feeds]
    try:
        await asyncio.wait(tasks, timeout=DEADLINE_S)
    finally:
        for task in tasks:
            task.cancel()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    quotes = []
    for answer in answers:
        match answer:
            case Quote():
                quotes.append(answer)
            case VendorError() | asyncio.CancelledError():
                pass
            case _:
                raise answer
    return quotes


async def _in_dollars(services: Services, world: World, quotes: list[Quote]) -> list[Quote]:
    """The quotes in USD; one in a stable coin whose basis is not known is left out."""
    pegged = [quote.venue for quote in quotes if quote.currency != "USD"]
    if not pegged:
        return quotes
    hour = hour_floor(world.clock.now)
    observed = await services.candles.observed(hour - CONTEXT_HOURS * HOUR)
    settlement = Settlement(observed, pegged, services.quorum)
    dollars = []
    for quote in quotes:
        basis = settlement.basis(quote.venue, hour) if quote.venue in pegged else 0.0
        if basis is not None:
            factor = Decimal(repr(math.exp(-basis)))
            dollars.append(replace(quote, currency="USD", price=quote.price * factor))
    return dollars
