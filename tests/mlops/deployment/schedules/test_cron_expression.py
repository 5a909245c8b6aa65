"""Cron expressions are read exactly, or refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.errors import InvalidInput
from mlops.deployment.schedules.cron_expression import FIELDS, CronExpression

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES_OF_A_DAY = [NEW_YEAR + timedelta(minutes=step) for step in range(24 * 60)]
DAYS = [NEW_YEAR.replace(hour=12) + timedelta(days=step) for step in range(366)]


def part(lowest: int, highest: int) -> st.SearchStrategy[tuple[str, frozenset[int]]]:
    """One part of a field, and what it means, said in another way than the parser reads it."""
    number = st.integers(lowest, highest)
    every = frozenset(range(lowest, highest + 1))
    step = st.integers(1, highest)
    return st.one_of(
        number.map(lambda n: (str(n), frozenset({n}))),
        st.tuples(number, number).map(
            lambda two: (f"{min(two)}-{max(two)}", every & set(range(min(two), max(two) + 1)))
        ),
        step.map(lambda s: (f"*/{s}", frozenset(n for n in every if (n - lowest) % s == 0))),
        st.tuples(number, step).map(
            lambda two: (
                f"{two[0]}/{two[1]}",
                frozenset(n for n in every if n >= two[0] and (n - two[0]) % two[1] == 0),
            )
        ),
    )


@st.composite
def expressions(draw: st.DrawFn) -> tuple[str, list[frozenset[int]]]:
    texts, meant = [], []
    any_day = draw(st.sampled_from([2, 4]))
    for place, (_, lowest, highest) in enumerate(FIELDS):
        parts = draw(st.lists(part(lowest, highest), min_size=1, max_size=3))
        if place == any_day or draw(st.booleans()):
            parts = [("*", frozenset(range(lowest, highest + 1)))]
        texts.append(",".join(text for text, _ in parts))
        meant.append(frozenset().union(*(values for _, values in parts)))
    return " ".join(texts), meant


@given(expressions())
def test_every_field_lets_through_what_it_says(given_: tuple[str, list[frozenset[int]]]) -> None:
    text, meant = given_
    read = CronExpression.parse(text)
    assert [read.minutes, read.hours, read.days, read.months, read.weekdays] == meant


@given(expressions())
def test_times_a_day_is_the_count_of_minutes_at_which_it_fires(
    given_: tuple[str, list[frozenset[int]]],
) -> None:
    read = CronExpression.parse(given_[0])
    fires_on = CronExpression(
        frozenset({0}), frozenset({12}), read.days, read.months, read.weekdays
    )
    day = next((day for day in DAYS if fires_on.fires_at(day)), None)
    if day is not None:
        minutes = (one.replace(month=day.month, day=day.day) for one in MINUTES_OF_A_DAY)
        assert sum(map(read.fires_at, minutes)) == read.times_a_day


@pytest.mark.parametrize(
    ("text", "times"),
    [("1 0 * * *", 1), ("1,4,7,12 * * * *", 96), ("0 */6 * * *", 4), ("* 3 * * 0", 60)],
)
def test_times_a_day_of_what_we_write_and_what_would_be_refused(text: str, times: int) -> None:
    assert CronExpression.parse(text).times_a_day == times


def test_sunday_is_the_day_before_monday() -> None:
    sunday = datetime(2026, 11, 22, 3, tzinfo=UTC)
    assert CronExpression.parse("0 3 * * 0").fires_at(sunday)
    assert not CronExpression.parse("0 3 * * 1").fires_at(sunday)


@pytest.mark.parametrize(
    "text",
    [
        "", "* * * *", "* * * * * *", "@daily", "CRON_TZ=Europe/Berlin 0 3 * * *", "60 * * * *",
        "0 24 * * *", "0 0 0 * *", "0 0 * 13 *", "0 0 * * 7", "0 0 * * MON", "-1 * * * *",
        "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "1- * * * *", "/5 * * * *", "*/ * * * *",
        "² * * * *", "0 0 1 * 1", "1-5-9 * * * *", "*-5 * * * *",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_expression_in_the_sentence(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        CronExpression.parse(text)
    assert repr(text) in str(refused.value)
