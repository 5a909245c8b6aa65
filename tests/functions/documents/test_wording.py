"""Prices and times read as they do on the page."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.documents.wording import (
    duration,
    exact_dollars,
    full_time,
    weekday_time,
    whole_dollars,
)

AT = datetime(2025, 7, 8, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("price", "said"),
    [(61049.6, "$61,050"), (61000.5, "$61,001"), (99.994, "$99.99"), (1_234_567, "$1,234,567")],
)
def test_dollars_are_whole_where_cents_do_not_matter(price: float, said: str) -> None:
    assert whole_dollars(price) == said


def test_exact_dollars_are_to_the_cent() -> None:
    assert exact_dollars(61000.0) == "$61,000.00"


def test_times_are_in_utc_and_say_so() -> None:
    assert weekday_time(AT) == "Tue 8 Jul, 04:05 UTC"
    assert full_time(AT) == "8 Jul 2025, 04:05 UTC"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3, "0 s"), (45, "45 s"), (719, "11 min"), (3600, "1 h"), (12_000, "3 h 20 min"),
        (86_400, "1 d"), (190_800, "2 d 5 h"),
    ],
)  # fmt: skip
def test_a_duration_names_its_two_largest_units(seconds: int, said: str) -> None:
    assert duration(timedelta(seconds=seconds)) == said
