"""What one bitcoin costs now, and who says so."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Literal

from pydantic import Field

from functions.documents.envelope import DecimalText, Document, Envelope, envelope
from functions.domain.candle import Candle
from functions.domain.units import price_text
from functions.domain.world import World
from functions.ports.exchange import Quote


class PriceSource(Document):
    """One venue's newest trade in USD, or the newest settlement candle."""

    name: str
    price: DecimalText
    time: datetime | None = Field(description="When it was traded, where the venue tells.")


class PriceDocument(Envelope):
    """The newest price in USD."""

    price: DecimalText
    time: datetime = Field(description="The instant it is the price of.")
    origin: Literal["tickers", "candle"] = Field(
        description="The median of the venues' tickers, or the close of the newest candle."
    )
    sources: list[PriceSource]


def price_of_tickers(world: World, quotes: Sequence[Quote]) -> PriceDocument:
    """The median of what the venues say now, in USD; one is enough."""
    return PriceDocument(
        **envelope(world),
        price=price_text(median(quote.price for quote in quotes)),
        time=world.clock.now,
        origin="tickers",
        sources=[
            _source(quote.venue, quote.price, quote.time)
            for quote in sorted(quotes, key=lambda one: one.venue)
        ],
    )


def price_of_candle(world: World, candle: Candle) -> PriceDocument:
    """The newest candle's close, at its close."""
    return PriceDocument(
        **envelope(world),
        price=price_text(candle.close),
        time=candle.close_time,
        origin="candle",
        sources=[_source("settlement", candle.close, candle.close_time)],
    )


def _source(name: str, price: Decimal, time: datetime | None) -> PriceSource:
    return PriceSource(name=name, price=price_text(price), time=time)
