"""How much a series repeats itself, against what numpy says and what theory does."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.dependence import block_length, effective_size, long_run_variance

SERIES = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=80)


def autoregressive(n: int, phi: float, seed: int = 1) -> list[float]:
    """An AR(1) of unit innovations, from its stationary distribution."""
    draw = random.Random(seed)
    values = [draw.gauss(0, 1) / (1 - phi * phi) ** 0.5]
    while len(values) < n:
        values.append(phi * values[-1] + draw.gauss(0, 1))
    return values


def newey_west(values: list[float], lag: int) -> float:
    """The same by its definition: Bartlett's weights on numpy's autocovariances."""
    centred = np.asarray(values) - np.mean(values)
    n = len(centred)
    variance = float(centred @ centred) / n
    for step in range(1, min(lag, n - 1) + 1):
        variance += 2 * (1 - step / (lag + 1)) * float(centred[step:] @ centred[:-step]) / n
    return variance


@given(SERIES, st.integers(0, 100))
def test_the_long_run_variance_is_newey_wests_and_never_negative(
    values: list[float], lag: int
) -> None:
    found = long_run_variance(values, lag)
    assert found >= 0
    assert found == pytest.approx(newey_west(values, lag), rel=1e-7, abs=1e-6)


def test_repeating_values_tell_less_and_alternating_ones_no_more_than_they_are() -> None:
    # Theory: n (1 - phi) / (1 + phi).
    assert effective_size(autoregressive(20_000, 0.5), 200) == pytest.approx(20_000 / 3, rel=0.15)
    assert effective_size(autoregressive(20_000, 0.0), 20) == pytest.approx(20_000, rel=0.1)
    assert effective_size(autoregressive(20_000, -0.5), 20) == 20_000


def test_each_value_told_five_times_counts_once() -> None:
    fresh = autoregressive(2_000, 0.0)
    assert effective_size([one for one in fresh for _ in range(5)], 25) == pytest.approx(
        2_000, rel=0.25
    )


def test_without_variation_every_value_counts() -> None:
    assert effective_size([0.1] * 30, 5) == 30
    assert effective_size([1.0], 5) == 1


@pytest.mark.parametrize("phi", [0.5, 0.8])
def test_blocks_are_as_long_as_theory_has_them_for_an_autoregression(phi: float) -> None:
    # Politis & White: (2 G² n / D)^(1/3), with G/g(0) = 2 phi / (1 - phi²) and D = 4/3 g(0)².
    n = 3_200
    theory = (1.5 * n * (2 * phi / (1 - phi * phi)) ** 2) ** (1 / 3)
    found = [block_length(autoregressive(n, phi, seed)) for seed in range(12)]
    assert sorted(found)[6] == pytest.approx(theory, rel=0.35)


@given(SERIES, st.integers(1, 60))
def test_blocks_are_never_shorter_than_the_overlap_or_the_cube_root(
    values: list[float], least: int
) -> None:
    block = block_length(values, least)
    assert block >= max(least, len(values) ** (1 / 3) - 1e-9)
    assert block <= max(least, 3 * len(values) ** 0.5 + 1)
