"""The regime's probability is the share of past errors that would lift the forecast above."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.distribution import LEVELS, Distribution
from functions.domain.regime import RegimeModel, regime

ERRORS = Distribution(tuple(NormalDist(0.1, 0.8).inv_cdf(level) for level in LEVELS))
MODEL = RegimeModel(threshold=-7.0, errors=ERRORS)


@given(st.floats(-12.0, -2.0))
def test_normal_errors_give_the_normal_probability(log_variance: float) -> None:
    above = 1.0 - NormalDist(log_variance + 0.1, 0.8).cdf(-7.0)
    assert regime(MODEL, log_variance).p_above == pytest.approx(above, abs=1e-9)


@given(st.floats(-12.0, -2.0), st.floats(0.0, 5.0))
def test_more_expected_volatility_is_never_less_likely_to_be_much(
    log_variance: float, more: float
) -> None:
    assert regime(MODEL, log_variance + more).p_above >= regime(MODEL, log_variance).p_above


def test_the_boundary_is_said_as_a_volatility() -> None:
    assert regime(MODEL, -8.0).volatility == pytest.approx(math.sqrt(math.exp(-7.0)))
