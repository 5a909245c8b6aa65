"""A backtest's figures are as sure as the record's: by day, by the domain's bootstrap."""

import numpy as np
import pytest
from scipy.signal import lfilter

from functions.domain import skill
from functions.domain.horizon import Horizon
from mlops.backtest.interval import DAY_S, by_day, mean

HOURS = 400 * 24
DAY = 1_700_000_000 // DAY_S * DAY_S
CUTOFFS = np.arange(HOURS, dtype=np.int64) * 3600 + DAY


def autoregressive(seed: int, decay: float) -> np.ndarray:
    shocks = np.random.default_rng(seed).normal(size=HOURS)
    return np.asarray(lfilter([1.0], [1.0, -decay], shocks))


def test_independent_values_have_the_textbook_error() -> None:
    values = np.random.default_rng(1).normal(3.0, 2.0, HOURS)
    told = mean(values, CUTOFFS, Horizon.H1)
    assert told.value == pytest.approx(values.mean())
    assert told.high - told.value == pytest.approx(1.96 * 2.0 / np.sqrt(HOURS), rel=0.2)


def test_19_of_20_intervals_hold_the_truth_of_values_that_repeat_themselves() -> None:
    told = [mean(autoregressive(seed, 0.8), CUTOFFS, Horizon.H24) for seed in range(300)]
    assert 0.92 <= np.mean([one.low <= 0.0 <= one.high for one in told]) <= 0.98


def test_what_depends_on_its_neighbours_is_less_sure() -> None:
    smooth, rough = (mean(autoregressive(1, d), CUTOFFS, Horizon.H24) for d in (0.9, 0.0))
    assert smooth.high - smooth.low > 3 * (rough.high - rough.low)


@pytest.mark.parametrize(("horizon", "overlap"), [(Horizon.H1, 1), (Horizon.D7, 8)])
def test_it_is_the_domain_s_interval_and_test_of_daily_sums(horizon: Horizon, overlap: int) -> None:
    a, b = np.abs(autoregressive(1, 0.5)), np.abs(autoregressive(2, 0.5))
    above, below = (one.reshape(-1, 24).sum(axis=1).tolist() for one in (a, b))
    days = by_day(a, b, CUTOFFS, horizon)
    expected = skill.ratio_interval(above, below, overlap)
    assert expected is not None
    assert days.estimate() == pytest.approx((expected.value, expected.low, expected.high))
    test = skill.diebold_mariano(above, below, overlap)
    assert test is not None
    assert days.p_value() == pytest.approx(test.p_value)


def test_a_day_ends_at_midnight_and_one_without_a_cutoff_is_left_out() -> None:
    rows = np.r_[0:5, 48:72]
    days = by_day(np.ones(29), np.full(29, 2.0), CUTOFFS[rows], Horizon.H1)
    assert days.until.tolist() == [DAY + DAY_S, DAY + 3 * DAY_S]
    assert days.numerator.tolist() == [5.0, 24.0]
    assert days.denominator.tolist() == [10.0, 48.0]


def test_the_first_days_alone_have_a_value_but_no_interval_yet() -> None:
    a, b = np.abs(autoregressive(1, 0.5)), np.abs(autoregressive(2, 0.5))
    days = by_day(a, b, CUTOFFS, Horizon.H1)
    first = days.estimate(skill.UNITS_MIN - 1)
    hours = 24 * (skill.UNITS_MIN - 1)
    assert first.value == pytest.approx(a[:hours].sum() / b[:hours].sum())
    assert np.isnan([first.low, first.high]).all()
    assert np.isfinite(days.estimate(skill.UNITS_MIN)).all()


def test_what_never_differs_is_one_and_proves_nothing() -> None:
    losses = np.abs(autoregressive(1, 0.5))
    days = by_day(losses, losses, CUTOFFS, Horizon.H4)
    assert days.estimate().value == pytest.approx(1.0)
    assert np.isnan([days.estimate().low, days.p_value()]).all()


def test_no_loss_at_all_has_no_ratio() -> None:
    nothing = np.zeros(HOURS)
    assert np.isnan(by_day(nothing, nothing, CUTOFFS, Horizon.H1).estimate()).all()
