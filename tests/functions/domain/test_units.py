"""Numbers are rounded half-even on their decimal text; instants are whole UTC seconds."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.units import (
    decimal_text,
    hour_floor,
    instant_text,
    loss_text,
    parse_instant,
    price_text,
    ratio_text,
)

TEXTS: list[tuple[Callable[[float], str], int]] = [
    (price_text, 2),
    (ratio_text, 6),
    (loss_text, 9),
]
YEAR_1000 = datetime(1000, 1, 2, tzinfo=UTC).replace(tzinfo=None)
YEAR_9999 = datetime(9999, 12, 30, tzinfo=UTC).replace(tzinfo=None)
zones = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@pytest.mark.parametrize(
    ("usd", "text"),
    [
        (Decimal("0.005"), "0.00"),
        (Decimal("0.015"), "0.02"),
        (Decimal("0.025"), "0.02"),
        (Decimal("0.0250000001"), "0.03"),
        # As a binary double 2.675 lies below the tie; its decimal text is the tie itself.
        (2.675, "2.68"),
        (1e9, "1000000000.00"),
        (61000, "61000.00"),
    ],
)
def test_a_price_on_the_tie_goes_to_the_even_cent(usd: float, text: str) -> None:
    assert price_text(usd) == text


@pytest.mark.parametrize(("write", "places"), TEXTS)
@given(number=st.floats(-1e9, 1e9))
def test_rounding_is_half_even_on_the_shortest_decimal_text(
    write: Callable[[float], str], places: int, number: float
) -> None:
    # Fraction's round() is half-even by definition and shares no code with decimal.
    exact = Fraction(repr(number))
    expected = Fraction(round(exact * 10**places), 10**places)
    assert Fraction(write(number)) == expected


@pytest.mark.parametrize(("write", "places"), TEXTS)
@given(number=st.floats(-1e9, 1e9))
def test_a_rounded_number_has_all_its_places_and_no_exponent(
    write: Callable[[float], str], places: int, number: float
) -> None:
    whole, _, decimals = write(number).partition(".")
    assert whole.removeprefix("-").isdigit()
    assert len(decimals) == places
    assert decimals.isdigit()


@pytest.mark.parametrize(("write", "places"), TEXTS)
@pytest.mark.parametrize("number", [-0.0, -1e-10, -5e-324, Decimal("-0"), Decimal("-4e-10")])
def test_zero_has_no_sign(
    write: Callable[[float | Decimal], str], places: int, number: float | Decimal
) -> None:
    assert write(number) == f"{0:.{places}f}"


@pytest.mark.parametrize("write", [price_text, ratio_text, loss_text])
@given(pair=st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)).map(sorted))
def test_rounding_never_changes_the_order(write: Callable[[float], str], pair: list[float]) -> None:
    assert Decimal(write(pair[0])) <= Decimal(write(pair[1]))


@pytest.mark.parametrize("write", [price_text, ratio_text, loss_text])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_only_finite_numbers_go_on_record(write: Callable[[float], str], number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        write(number)


@given(st.decimals(-(10**12), 10**12, places=8))
def test_a_decimal_is_written_as_it_is_without_exponent_or_trailing_zeros(number: Decimal) -> None:
    text = decimal_text(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert "." not in text or not text.endswith("0")


@given(st.datetimes(min_value=YEAR_1000, max_value=YEAR_9999), zones)
def test_an_instant_is_written_in_utc_and_read_back_to_the_second(
    naive: datetime, zone: timezone
) -> None:
    instant = naive.replace(tzinfo=zone)
    text = instant_text(instant)
    assert len(text) == len("2025-07-17T00:00:00Z")
    assert parse_instant(text) == instant.replace(microsecond=0)
    assert parse_instant(text).tzinfo is UTC


def test_an_instant_without_a_time_zone_is_refused_both_ways() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant_text(datetime(2025, 7, 17, tzinfo=UTC).replace(tzinfo=None))
    with pytest.raises(ValueError, match="2025-07-17T00:00:00Z"):
        parse_instant("2025-07-17T00:00:00")


@pytest.mark.parametrize("text", ["", "now", "1752710400", "2025-13-01T00:00:00Z", "2025-07-17T"])
def test_a_text_that_names_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_instant(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_the_hour_floor_is_the_full_hour_at_or_before(instant: datetime) -> None:
    floor = hour_floor(instant)
    assert (floor.minute, floor.second, floor.microsecond) == (0, 0, 0)
    assert timedelta(0) <= instant - floor < timedelta(hours=1)
