"""Hourly candles and what makes one acceptable."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR, hour_floor

PRICE_MAX = Decimal("1e9")
VOLUME_MAX = Decimal("1e12")
DECIMALS_MAX = 8
FIELDS = ("open", "high", "low", "close", "volume")
# What exchanges and files write; not everything Decimal() would read ("1_000", "١", "1e999999999").
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True, slots=True, order=True)
class Candle:
    """One hour of trading, prices in USD, volume in BTC; known at `close_time`."""

    open_time: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal

    @property
    def close_time(self) -> datetime:
        """The instant from which the candle can be known."""
        return self.open_time + HOUR


def parse_candle(open_time: datetime, fields: Sequence[str]) -> Candle:
    """A validated candle from (open, high, low, close, volume) as text.

    Raises InvalidInput with the reason; nothing is repaired or guessed.
    """
    if open_time.tzinfo is not UTC:
        raise InvalidInput("time stamp has no time zone")
    if open_time != hour_floor(open_time):
        raise InvalidInput("time stamp is not on the hour")
    if len(fields) != len(FIELDS):
        raise InvalidInput(f"{len(FIELDS)} numbers belong to a candle, not {len(fields)}")
    numbers = [_number(name, text) for name, text in zip(FIELDS, fields, strict=True)]
    candle = Candle(open_time, *numbers)
    _check(candle)
    return candle


def _number(name: str, text: str) -> Decimal:
    if not _PLAIN_NUMBER.fullmatch(text):
        raise InvalidInput(f"{name} is not a number: {text[:40]!r}")
    number = Decimal(text)
    if name == "volume" and number < 0:  # before a little less than nothing rounds to nothing
        raise InvalidInput("volume is negative")
    limit = VOLUME_MAX if name == "volume" else PRICE_MAX
    if abs(number) > limit:
        raise InvalidInput(f"{name} is beyond {limit:.0e}: {text[:40]!r}")
    return round(number, DECIMALS_MAX).normalize() + 0  # turns -0 into 0


def _check(candle: Candle) -> None:
    if candle.low <= 0:
        raise InvalidInput("low is not above zero")
    if candle.low > candle.high:
        raise InvalidInput("low is above high")
    if not candle.low <= candle.open <= candle.high:
        raise InvalidInput("open is outside low..high")
    if not candle.low <= candle.close <= candle.high:
        raise InvalidInput("close is outside low..high")


def gaps(candles: Iterable[Candle]) -> list[tuple[datetime, datetime]]:
    """Missing hours as (first missing open, first present open after); input ascending."""
    found: list[tuple[datetime, datetime]] = []
    expected: datetime | None = None
    for candle in candles:
        if expected is not None and candle.open_time > expected:
            found.append((expected, candle.open_time))
        expected = candle.open_time + HOUR
    return found
