"""How each venue sees one market: a little noise, Binance a basis, now and then an outlier."""

import hashlib
import math
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from functions.domain.candle import Candle
from functions.domain.units import HOUR

NOISE = 1.5e-4
"""Venues differ by up to so much (log return) within an hour."""

BASIS, BASIS_SWING, BASIS_PERIOD_HOURS = 6e-4, 4e-4, 200.0
"""A USDT market lies this far off, and swings by this much."""

OUTLIERS_PER_HOUR = 1 / 400
OUTLIER = 0.03
CENT = Decimal("0.01")


def as_seen_by(venue: str, candle: Candle) -> Candle:
    """The venue's own candle of an hour; always the same for the same hour."""
    shift = NOISE * (2.0 * _chance(venue, candle.open_time, "noise") - 1.0)
    if venue == "binance":
        turn = math.tau * candle.open_time.timestamp() / (BASIS_PERIOD_HOURS * 3600)
        shift += BASIS + BASIS_SWING * math.sin(turn)
    if _chance(venue, candle.open_time, "outlier") < OUTLIERS_PER_HOUR:
        shift += OUTLIER if _chance(venue, candle.open_time, "side") < 0.5 else -OUTLIER
    share = Decimal(repr(round(0.1 + 0.3 * _chance(venue, candle.open_time, "volume"), 4)))
    return scaled(replace(candle, volume=round(candle.volume * share, 8)), math.exp(shift))


def scaled(candle: Candle, factor: float) -> Candle:
    """Every price times a factor, to the cent and never below one."""
    ratio = Decimal(repr(factor))

    def price(usd: Decimal) -> Decimal:
        return max(CENT, (usd * ratio).quantize(CENT))

    return replace(
        candle,
        open=price(candle.open),
        high=price(candle.high),
        low=price(candle.low),
        close=price(candle.close),
    )


def flat(open_time: datetime, price: Decimal) -> Candle:
    """An hour that has just begun at a price."""
    return Candle(open_time, price, price, price, price, Decimal(0))


def repeated(candle: Candle, open_time: datetime) -> Candle:
    """The same candle again for another hour."""
    return replace(candle, open_time=open_time)


def corrected(candle: Candle) -> Candle:
    """What a venue says of the hour after it has looked again."""
    close = (candle.close + candle.open) / 2
    return replace(candle, close=close.quantize(CENT), volume=candle.volume + 1)


def last_closed(now: datetime) -> datetime:
    """Open time of the newest hour that has closed."""
    return now.replace(minute=0, second=0, microsecond=0) - HOUR


def _chance(venue: str, open_time: datetime, of: str) -> float:
    """Uniform in [0, 1), the same on every machine."""
    text = f"{venue} {open_time:%Y-%m-%dT%H} {of}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48
