"""Closed candles and the gaps among them."""

from collections.abc import Sequence
from datetime import datetime

from functions.documents.envelope import DecimalText, Document, Envelope, envelope
from functions.domain.candle import Candle, gaps
from functions.domain.units import decimal_text
from functions.domain.world import World


class CandleRow(Document):
    """One closed hour, USD and BTC."""

    open_time: datetime
    open: DecimalText
    high: DecimalText
    low: DecimalText
    close: DecimalText
    volume: DecimalText


class Gap(Document):
    """Hours without a candle: first missing open, first present open after."""

    opens_from: datetime
    opens_until: datetime


class Candles(Envelope):
    """Closed consensus candles, oldest first, and the gaps among them."""

    candles: list[CandleRow]
    gaps: list[Gap]


def candles(world: World, closed: Sequence[Candle]) -> Candles:
    """Closed candles, oldest first."""
    return Candles(
        **envelope(world),
        candles=[
            CandleRow(
                open_time=candle.open_time,
                open=decimal_text(candle.open),
                high=decimal_text(candle.high),
                low=decimal_text(candle.low),
                close=decimal_text(candle.close),
                volume=decimal_text(candle.volume),
            )
            for candle in closed
        ],
        gaps=[Gap(opens_from=start, opens_until=end) for start, end in gaps(closed)],
    )
