"""Student's t is the one of the tables."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.student_t import critical, exceedance


@pytest.mark.parametrize(
    ("level", "freedom", "tabled"),
    [
        (0.05, 1, 12.706205),
        (0.05, 2, 4.302653),
        (0.05, 7, 2.364624),
        (0.05, 30, 2.042272),
        (0.01, 10, 3.169273),
        (0.001, 120, 3.373454),
        (0.5, 5, 0.726687),
    ],
)
def test_the_critical_values_are_those_of_the_tables(
    level: float, freedom: float, tabled: float
) -> None:
    assert critical(level, freedom) == pytest.approx(tabled, abs=1e-6)


@given(st.floats(-50, 50))
def test_one_and_two_degrees_of_freedom_have_their_closed_forms(statistic: float) -> None:
    cauchy = 1 - 2 * math.atan(abs(statistic)) / math.pi
    # Within 1e-6 of 0 the statistic is lost beside the degrees of freedom it is squared with.
    assert exceedance(statistic, 1) == pytest.approx(cauchy, abs=1e-7)
    two = 1 - abs(statistic) / math.sqrt(2 + statistic * statistic)
    assert exceedance(statistic, 2) == pytest.approx(two, abs=1e-7)


def test_many_degrees_of_freedom_are_the_normal_distribution() -> None:
    for statistic in (0.1, 1.0, 2.0, 4.0):
        normal = 2 * NormalDist().cdf(-statistic)
        assert exceedance(statistic, 1e7) == pytest.approx(normal, rel=1e-5)


@given(st.floats(1e-6, 0.99), st.integers(1, 5000))
def test_the_critical_value_is_exceeded_with_its_probability(level: float, freedom: int) -> None:
    assert exceedance(critical(level, freedom), freedom) == pytest.approx(level, rel=1e-6)


def test_nothing_is_exceeded_always_and_an_infinite_statistic_never() -> None:
    assert exceedance(0.0, 9) == 1.0
    assert exceedance(1e200, 9) == 0.0
