"""The season turns with New York's clock, daylight saving included."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.season import HOURS_A_WEEK, Season, hour_of_week
from functions.domain.units import HOUR

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
SEASON = Season(tuple(1.0 + hour / 100 for hour in range(HOURS_A_WEEK)))
instants = st.integers(0, 24 * 365 * 20).map(lambda hour: EPOCH + hour * HOUR)


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        (datetime(2025, 1, 13, 14, tzinfo=UTC), 9),
        (datetime(2025, 7, 14, 13, tzinfo=UTC), 9),
        (datetime(2025, 3, 9, 6, tzinfo=UTC), 145),
        (datetime(2025, 3, 9, 7, tzinfo=UTC), 147),
        (datetime(2025, 11, 2, 5, tzinfo=UTC), 145),
        (datetime(2025, 11, 2, 6, tzinfo=UTC), 145),
    ],
    ids=["winter", "summer", "before spring", "hour 2 is skipped", "before autumn", "twice"],
)
def test_the_hour_of_the_week_is_new_yorks(utc: datetime, expected: int) -> None:
    assert hour_of_week(utc) == expected


@given(instants, st.sampled_from((1, 4, 24, 168)))
def test_a_total_is_the_sum_of_the_hours_factors(start: datetime, hours: int) -> None:
    one_by_one = sum(SEASON.factor(start + timedelta(hours=step)) for step in range(hours))
    assert SEASON.total(start, hours) == pytest.approx(one_by_one, rel=1e-12)


def test_a_week_with_a_clock_change_has_not_each_hour_once() -> None:
    spring, autumn = datetime(2025, 3, 7, tzinfo=UTC), datetime(2025, 10, 31, tzinfo=UTC)
    ordinary = datetime(2025, 6, 6, tzinfo=UTC)
    assert SEASON.total(ordinary, 168) == pytest.approx(sum(SEASON.factors))
    # From Thursday 19:00: Sunday 02:00 is skipped, Thursday 19:00 comes a second time.
    assert SEASON.total(spring, 168) - sum(SEASON.factors) == pytest.approx(
        SEASON.factors[3 * 24 + 19] - SEASON.factors[6 * 24 + 2]
    )
    # From Thursday 20:00: Sunday 01:00 comes twice, Thursday 19:00 is not reached.
    assert SEASON.total(autumn, 168) - sum(SEASON.factors) == pytest.approx(
        SEASON.factors[6 * 24 + 1] - SEASON.factors[3 * 24 + 19]
    )


@pytest.mark.parametrize(
    "factors",
    [(1.0,) * 167, (0.0,) * 168, (float("nan"),) * 168, (float("inf"),) * 168],
    ids=["an hour short", "zero", "not a number", "infinite"],
)
def test_factors_that_cannot_scale_a_variance_are_refused(factors: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"week|finite"):
        Season(factors)
