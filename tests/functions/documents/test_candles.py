"""Candles are shown as recorded, with the gaps among them."""

from decimal import Decimal

from functions.documents.candles import candles
from functions.domain.candle import Candle
from functions.domain.units import HOUR
from tests.functions.documents.settled import WORLD, T


def candle(hour: int) -> Candle:
    numbers = ("100.50", "110", "90.00000001", "1E+2", "0")
    return Candle(T + hour * HOUR, *map(Decimal, numbers))


def test_numbers_are_decimal_text_as_recorded() -> None:
    row = candles(WORLD, [candle(0)]).candles[0]
    assert (row.open, row.high, row.low, row.close, row.volume) == (
        "100.5",
        "110",
        "90.00000001",
        "100",
        "0",
    )


def test_gaps_are_listed_and_never_filled() -> None:
    document = candles(WORLD, [candle(0), candle(3), candle(4)])
    assert [row.open_time for row in document.candles] == [T, T + 3 * HOUR, T + 4 * HOUR]
    assert [(gap.opens_from, gap.opens_until) for gap in document.gaps] == [
        (T + HOUR, T + 3 * HOUR)
    ]


def test_before_the_first_candle_there_is_neither_candle_nor_gap() -> None:
    document = candles(WORLD, [])
    assert (document.candles, document.gaps) == ([], [])
