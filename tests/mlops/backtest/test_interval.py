"""Intervals are as wide as what depends on each other leaves them."""

import numpy as np
import pytest
from scipy.signal import lfilter

from functions.domain.horizon import Horizon
from mlops.backtest.interval import BLOCKS_MIN, mean, ratio, running_ratio

HOURS = 400 * 24
CUTOFFS = np.arange(HOURS, dtype=np.int64) * 3600 + 1_700_000_000 // 3600 * 3600


def autoregressive(seed: int, decay: float) -> np.ndarray:
    shocks = np.random.default_rng(seed).normal(size=HOURS)
    return np.asarray(lfilter([1.0], [1.0, -decay], shocks))


def test_independent_values_have_the_textbook_error() -> None:
    values = np.random.default_rng(1).normal(3.0, 2.0, HOURS)
    told = mean(values, CUTOFFS, Horizon.H1)
    assert told.value == pytest.approx(values.mean())
    assert told.high - told.value == pytest.approx(1.96 * 2.0 / np.sqrt(HOURS), rel=0.15)


@pytest.mark.parametrize("decay", [0.0, 0.8])
def test_19_of_20_intervals_hold_the_truth(decay: float) -> None:
    told = [mean(autoregressive(seed, decay), CUTOFFS, Horizon.H24) for seed in range(500)]
    assert 0.92 <= np.mean([one.low <= 0.0 <= one.high for one in told]) <= 0.97


def test_what_depends_on_its_neighbours_is_less_sure() -> None:
    smooth, rough = (mean(autoregressive(1, d), CUTOFFS, Horizon.H24) for d in (0.9, 0.0))
    assert smooth.high - smooth.low > 3 * (rough.high - rough.low)


def test_the_same_loss_is_a_ratio_of_one_without_doubt() -> None:
    losses = np.abs(autoregressive(1, 0.5))
    assert ratio(losses, losses, CUTOFFS, Horizon.H4) == pytest.approx((1.0, 1.0, 1.0), abs=1e-6)


def test_the_running_ratio_ends_at_the_whole_one_and_begins_without_an_interval() -> None:
    a, b = np.abs(autoregressive(1, 0.5)), np.abs(autoregressive(2, 0.5))
    grown = running_ratio(a, b, CUTOFFS, Horizon.H1)
    assert grown.value[-1] == pytest.approx(a.sum() / b.sum())
    assert np.isnan(grown.low[: BLOCKS_MIN - 1]).all()
    assert np.isfinite(grown.low[BLOCKS_MIN - 1 :]).all()
    first_day = a[:24].sum() / b[:24].sum()
    assert grown.value[0] == pytest.approx(first_day)


def test_no_loss_at_all_has_no_ratio() -> None:
    nothing = np.zeros(HOURS)
    assert np.isnan(ratio(nothing, nothing, CUTOFFS, Horizon.H1)).all()
