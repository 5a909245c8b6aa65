"""Intervals cover what they should, tests are those of the papers, and little data says so."""

import math
import random
import time
from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from functions.domain.errors import InvalidInput
from functions.domain.skill import (
    BLOCKS_MIN,
    UNITS_MIN,
    diebold_mariano,
    mean_interval,
    ratio_interval,
    skill_interval,
)
from functions.domain.student_t import critical
from tests.functions.domain.test_dependence import autoregressive, newey_west

LOSSES = st.lists(st.floats(1e-6, 10), min_size=60, max_size=120)


def numpy_interval(above: list[float], below: list[float], block: int) -> tuple[float, float]:
    """The same interval by indexes and numpy's own randomness, without block sums."""
    n, draw = len(above), np.random.default_rng(7)
    starts = draw.integers(0, n, size=(20_000, -(-n // block)))
    index = (starts[:, :, None] + np.arange(block)).reshape(20_000, -1) % n
    ratios = np.asarray(above)[index].sum(1) / np.asarray(below)[index].sum(1)
    blocks = n // block
    wide = critical(0.05, blocks - 1) * math.sqrt(blocks / (blocks - 1))
    tail = math.erfc(wide / math.sqrt(2)) / 2
    low, high = np.quantile(ratios, [tail, 1 - tail])
    return float(low), float(high)


@pytest.mark.parametrize(("n", "phi", "overlap"), [(60, 0.2, 1), (365, 0.5, 1), (400, 0.7, 4)])
def test_the_interval_is_that_of_an_independent_bootstrap(n: int, phi: float, overlap: int) -> None:
    below = [5 + one for one in autoregressive(n, phi, 3)]
    above = [0.9 * b + 0.2 * a for a, b in zip(autoregressive(n, phi, 4), below, strict=True)]
    found = ratio_interval(above, below, overlap)
    assert found is not None
    assert found.value == pytest.approx(sum(above) / sum(below), rel=1e-12)
    assert found.block >= (2 * overlap if overlap > 1 else 1)
    low, high = numpy_interval(above, below, found.block)
    width = high - low
    assert found.low == pytest.approx(low, abs=0.08 * width)
    assert found.high == pytest.approx(high, abs=0.08 * width)


def test_the_interval_of_independent_values_is_that_of_the_textbook() -> None:
    values = autoregressive(2_000, 0.0)
    found = mean_interval(values)
    assert found is not None
    half = 1.96 * stdev(values) / math.sqrt(len(values))
    assert found.low == pytest.approx(fmean(values) - half, abs=0.25 * half)
    assert found.high == pytest.approx(fmean(values) + half, abs=0.25 * half)


@given(LOSSES, st.floats(0.01, 100))
def test_units_of_loss_do_not_matter(losses: list[float], scale: float) -> None:
    reference = [one + 0.5 for one in losses]
    first = ratio_interval(losses, reference)
    second = ratio_interval([scale * a for a in losses], [scale * b for b in reference])
    assume(first is not None and second is not None)
    assert first is not None
    assert second is not None
    assert second.value == pytest.approx(first.value, rel=1e-9)
    assert (second.low, second.high) == pytest.approx((first.low, first.high), rel=1e-6)


@given(LOSSES)
def test_the_same_losses_give_the_same_interval_around_their_value(losses: list[float]) -> None:
    reference = losses[::-1]
    found = ratio_interval(losses, reference)
    assert found == ratio_interval(losses, reference)
    assume(found is not None)
    assert found is not None
    assert found.low <= found.high
    assert 0 < found.effective_size <= found.units == len(losses)


def test_a_brier_skill_is_one_less_the_ratio() -> None:
    losses = [0.25 + 0.05 * one for one in autoregressive(200, 0.1)]
    ratio, skill = ratio_interval(losses, [0.25] * 200), skill_interval(losses, [0.25] * 200)
    assert ratio is not None
    assert skill is not None
    assert (skill.value, skill.low, skill.high) == (1 - ratio.value, 1 - ratio.high, 1 - ratio.low)


def test_what_never_varied_is_no_certainty() -> None:
    counts = [24.0] * 59 + [7.0]
    assert ratio_interval(counts, counts) is None
    assert skill_interval([0.25 * one for one in counts], [0.25 * one for one in counts]) is None
    assert mean_interval([0.1] * 60) is None


def test_too_few_units_or_blocks_tell_nothing() -> None:
    values = autoregressive(UNITS_MIN, 0.0)
    assert mean_interval(values) is not None
    assert mean_interval(values[1:]) is None
    assert mean_interval([]) is None
    assert diebold_mariano(values[1:], [0.0] * (UNITS_MIN - 1)) is None
    long = autoregressive(2 * 8 * BLOCKS_MIN, 0.0)
    assert mean_interval(long, overlap=8) is not None
    assert mean_interval(long[1:], overlap=8) is None
    assert diebold_mariano(long[1:], [0.0] * (len(long) - 1), overlap=8) is None


def test_equal_losses_leave_nothing_to_test() -> None:
    losses = [one * one for one in autoregressive(50, 0.5)]
    assert diebold_mariano(losses, losses) is None


def test_units_without_a_forecast_change_no_value() -> None:
    losses, counts = autoregressive(60, 0.2), [24.0] * 60
    gaps = ratio_interval([*losses, 0.0, 0.0], [*counts, 0.0, 0.0])
    whole = ratio_interval(losses, counts)
    assert gaps is not None
    assert whole is not None
    assert gaps.value == whole.value
    assert ratio_interval([0.0] * 60, [0.0] * 60) is None


@pytest.mark.parametrize(
    ("losses", "reference", "overlap", "message"),
    [
        ([1.0] * 30, [1.0] * 29, 1, "30 values cannot be paired with 29"),
        ([math.nan] + [1.0] * 29, [1.0] * 30, 1, "finite"),
        ([1.0] * 30, [1.0] * 29 + [math.inf], 1, "finite"),
        ([1.0] * 30, [1.0] * 29 + [-1.0], 1, "never below zero"),
        ([1.0] * 30, [1.0] * 30, 0, "at least one unit"),
    ],
)
def test_what_is_no_series_of_losses_is_refused_in_words(
    losses: list[float], reference: list[float], overlap: int, message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        ratio_interval(losses, reference, overlap)
    with pytest.raises(InvalidInput, match=message):
        diebold_mariano(losses, reference, overlap)


@pytest.mark.parametrize(("n", "phi", "overlap"), [(60, 0.0, 1), (365, 0.6, 1), (500, 0.3, 7)])
def test_diebold_mariano_is_what_its_papers_define(n: int, phi: float, overlap: int) -> None:
    reference = [3.0] * n
    losses = [3.1 + one for one in autoregressive(n, phi, 9)]
    found = diebold_mariano(losses, reference, overlap)
    assert found is not None
    assert found.lag >= overlap - 1
    differences = [a - b for a, b in zip(losses, reference, strict=True)]
    plain = fmean(differences) / math.sqrt(newey_west(differences, found.lag) / n)
    h = found.lag + 1
    corrected = plain * math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    assert found.statistic == pytest.approx(corrected, rel=1e-9)
    assert critical(found.p_value, n - 1) == pytest.approx(abs(corrected), rel=1e-6)
    other = diebold_mariano(reference, losses, overlap) if overlap == 1 else None
    if other is not None:
        assert (other.statistic, other.p_value) == pytest.approx((-found.statistic, found.p_value))


def test_a_clear_difference_is_found() -> None:
    losses = [1 + 0.1 * one for one in autoregressive(200, 0.2)]
    found = diebold_mariano(losses, [1.1] * 200)
    assert found is not None
    assert found.statistic < -5
    assert found.p_value < 1e-5


def test_a_year_of_hours_takes_less_than_a_second() -> None:
    draw = random.Random(2)
    losses = [draw.expovariate(1) for _ in range(8_760)]
    started = time.process_time()
    assert ratio_interval(losses, [1.0] * 8_760, overlap=1) is not None
    assert diebold_mariano(losses, [1.0] * 8_760, overlap=24) is not None
    assert time.process_time() - started < 1.0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "phi"), [(60, 0.0), (60, 0.4), (365, 0.0), (365, 0.6), (1460, 0.6), (1460, 0.9)]
)
def test_about_95_of_100_intervals_hold_the_mean_and_5_of_100_tests_reject_it(
    n: int, phi: float
) -> None:
    held, rejected, told = 0, 0, 0
    for seed in range(400):
        values = [10 + one for one in autoregressive(n, phi, seed)]
        interval, test = mean_interval(values), diebold_mariano(values, [10.0] * n)
        if interval is None or test is None:
            continue
        told += 1
        held += interval.low <= 10 <= interval.high
        rejected += test.p_value < 0.05
    assert told >= 380
    assert 0.90 <= held / told <= 0.98
    assert rejected / told <= 0.11
