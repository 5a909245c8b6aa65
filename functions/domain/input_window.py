"""The candles a forecast read, found again from their bytes or by their digest."""

import json
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, product

from functions.domain.candle import Candle
from functions.domain.errors import InvalidInput
from functions.domain.record import input_bytes, input_digest
from functions.domain.units import parse_instant

CHANGED_MAX = 6
"""Hours tried both ways: the hour of the cutoff, the few asked for again, a filled hole."""


def read_input(raw: bytes) -> list[Candle]:
    """The candles back from their canonical bytes; InvalidInput for any other bytes."""
    try:
        window = [
            Candle(parse_instant(opens), *(Decimal(text) for text in numbers))
            for opens, *numbers in json.loads(raw)
        ]
        # Written again they are the same bytes, or there was something else in them.
        canonical = input_bytes(window) == raw
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise InvalidInput(f"the input is no list of candles: {error}") from None
    ascending = all(one.open_time < other.open_time for one, other in pairwise(window))
    if not (window and canonical and ascending):
        raise InvalidInput("the input is no list of candles in canonical form, oldest first")
    if not all(_is_candle(candle) for candle in window):
        raise InvalidInput("the input has a price outside low..high, or none above zero")
    return window


def cited_window(
    known: Sequence[Candle], before: Sequence[Candle], digest: str
) -> Sequence[Candle]:
    """The candles of an input digest: those known at an instant, or some as known before it.

    Where a clock stands while jobs run, a candle may be revised at the very instant of a
    forecast but after it. A few such hours are tried each way: what has the digest is what
    was read. Where nothing has it, `known`, ascending as it came.
    """
    later = {candle.open_time: candle for candle in known}
    earlier = {candle.open_time: candle for candle in before}
    changed = [hour for hour, candle in later.items() if earlier.get(hour) != candle]
    if input_digest(known) == digest or len(changed) > CHANGED_MAX:
        return known
    for choice in product((later, earlier), repeat=len(changed)):
        chosen = {hour: of.get(hour) for hour, of in zip(changed, choice, strict=True)}
        window = [one for hour in later if (one := chosen.get(hour, later[hour])) is not None]
        if input_digest(window) == digest:
            return window
    return known


def _is_candle(candle: Candle) -> bool:
    numbers = (candle.open, candle.high, candle.low, candle.close, candle.volume)
    return (
        all(number.is_finite() for number in numbers)
        and 0 < candle.low <= min(candle.open, candle.close)
        and max(candle.open, candle.close) <= candle.high
    )
