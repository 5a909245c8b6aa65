"""A candle is taken as it is or refused with the reason; gaps are found, never filled."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.candle import Candle, gaps, parse_candle
from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR, decimal_text

T = datetime(2025, 7, 17, tzinfo=UTC)
GOOD = ["100", "110", "90", "105", "12.5"]
FIELDS = ("open", "high", "low", "close", "volume")


def with_field(name: str, text: str) -> list[str]:
    return [text if field == name else good for field, good in zip(FIELDS, GOOD, strict=True)]


def test_a_good_row_becomes_a_candle_known_at_the_end_of_its_hour() -> None:
    candle = parse_candle(T, GOOD)
    assert candle == Candle(T, *map(Decimal, GOOD))
    assert candle.close_time == T + HOUR


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("low", "0", "low is not above zero"),
        ("low", "-1", "low is not above zero"),
        ("low", "0.000000001", "low is not above zero"),
        ("low", "111", "low is above high"),
        ("open", "89.99", "open is outside"),
        ("open", "110.01", "open is outside"),
        ("close", "89.99", "close is outside"),
        ("close", "110.01", "close is outside"),
        ("volume", "-0.00000001", "volume is negative"),
        ("high", "1000000000.01", "high is beyond 1e"),
        ("volume", "1000000000000.1", "volume is beyond 1e"),
        ("low", "-1000000001", "low is beyond 1e"),
    ],
)
def test_an_impossible_number_is_refused_with_the_reason(name: str, text: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        parse_candle(T, with_field(name, text))


HOSTILE = [
    "", " ", "nan", "NaN", "sNaN", "inf", "-Infinity", "1_000", "1,000", "0x10", "\u0663", "\uff11",
    " 100", "100 ", "100\n", "\x00100", "1e999999999", "1e-999999999", "1e100", "--1", "+-1",
    "1.2.3", ".5", ".", "e5", "1e", "1e+", "9" * 21, "1" * 1_000_000, "100;DROP", "=1+1",
    "null", "None", "true", "\uff11\uff10\uff10",
]  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:24])
def test_hostile_number_text_is_refused_naming_the_field(name: str, text: str) -> None:
    with pytest.raises(InvalidInput, match=f"{name} is not a number") as refusal:
        parse_candle(T, with_field(name, text))
    assert len(str(refusal.value)) < 300


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused_and_nothing_else(text: str) -> None:
    try:
        candle = parse_candle(T, with_field("volume", text))
    except InvalidInput:
        return
    assert candle.volume == round(Decimal(text), 8)


@pytest.mark.parametrize("text", ["0", "0.0", "0e5", "-0", "-0.00"])
def test_no_volume_is_zero_without_a_sign(text: str) -> None:
    assert decimal_text(parse_candle(T, with_field("volume", text)).volume) == "0"


@pytest.mark.parametrize("text", ["100", "100.0", "+100.", "1e2", "1E+02", "100.000000001"])
def test_the_same_number_written_otherwise_is_the_same_candle(text: str) -> None:
    candle = parse_candle(T, with_field("open", text))
    assert candle == parse_candle(T, GOOD)
    assert decimal_text(candle.open) == "100"


@pytest.mark.parametrize(
    ("open_time", "reason"),
    [
        (T.replace(tzinfo=None), "no time zone"),
        (T.replace(tzinfo=timezone(timedelta(hours=1))), "no time zone"),
        (T + timedelta(minutes=1), "not on the hour"),
        (T + timedelta(seconds=1), "not on the hour"),
        (T + timedelta(microseconds=1), "not on the hour"),
    ],
)
def test_a_time_stamp_that_is_not_a_full_utc_hour_is_refused(
    open_time: datetime, reason: str
) -> None:
    with pytest.raises(InvalidInput, match=reason):
        parse_candle(open_time, GOOD)


@given(st.lists(st.decimals(-10, 10**9, places=8), min_size=4, max_size=4))
def test_a_row_is_taken_exactly_when_its_prices_are_possible(numbers: list[Decimal]) -> None:
    opened, high, low, close = numbers
    possible = 0 < low <= min(opened, close) and max(opened, close) <= high
    row = [*(f"{number:f}" for number in numbers), "1"]
    if possible:
        assert parse_candle(T, row) == Candle(T, opened, high, low, close, Decimal(1))
    else:
        with pytest.raises(InvalidInput):
            parse_candle(T, row)


@given(st.sets(st.integers(0, 60), min_size=1))
def test_gaps_are_exactly_the_hours_missing_between_the_first_and_the_last(
    hours: set[int],
) -> None:
    candles = [parse_candle(T + hour * HOUR, GOOD) for hour in sorted(hours)]
    missing = {
        start + step * HOUR
        for start, end in gaps(candles)
        for step in range(int((end - start) / HOUR))
    }
    assert missing == {T + hour * HOUR for hour in range(min(hours), max(hours))} - {
        candle.open_time for candle in candles
    }


def test_a_gap_runs_from_the_first_missing_hour_to_the_first_present_one() -> None:
    candles = [parse_candle(T + hour * HOUR, GOOD) for hour in (0, 1, 4, 5, 7)]
    assert gaps(candles) == [
        (T + 2 * HOUR, T + 4 * HOUR),
        (T + 6 * HOUR, T + 7 * HOUR),
    ]


@given(st.integers(0, 50))
def test_candles_in_a_row_have_no_gap(count: int) -> None:
    assert gaps(parse_candle(T + hour * HOUR, GOOD) for hour in range(count)) == []
