"""Hours in more than one file are settled by their median; hours in one stand."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from functions.domain.candle import Candle
from mlops.backtest.candles import settled
from tests.fakes.market import market

CANDLES = market(300, seed=1)
PRICES = ("open", "high", "low", "close")


def scaled(candles: list[Candle], factor: str) -> list[Candle]:
    return [
        replace(c, **{name: getattr(c, name) * Decimal(factor) for name in PRICES}) for c in candles
    ]


def test_three_files_are_settled_by_the_middle_one() -> None:
    low, high = scaled(CANDLES, "0.999"), scaled(CANDLES, "1.001")
    assert settled({"high": high, "middle": CANDLES, "low": low}) == CANDLES


def test_one_wild_file_of_three_is_not_heard() -> None:
    near = scaled(CANDLES, "1.002")
    found = settled({"a": CANDLES, "b": near, "wild": scaled(CANDLES, "3")})
    for one, low, high in zip(found, CANDLES, near, strict=True):
        assert low.close <= one.close <= high.close


def test_two_files_that_contradict_each_other_meet_in_the_middle() -> None:
    found = settled({"a": CANDLES, "b": scaled(CANDLES, "1.1")})
    assert [one.close for one in found] == [c.close * Decimal("1.05") for c in CANDLES]


@given(
    first=st.sets(st.integers(0, 299), min_size=1), second=st.sets(st.integers(0, 299), min_size=1)
)
def test_every_hour_of_any_file_is_there_once_in_order(first: set[int], second: set[int]) -> None:
    parts = {
        name: [CANDLES[hour] for hour in sorted(hours)]
        for name, hours in (("a", first), ("b", second))
    }
    expected = [CANDLES[hour] for hour in sorted(first | second)]
    assert settled(parts) == expected
    assert settled(dict(reversed(parts.items()))) == expected
