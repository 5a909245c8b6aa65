"""The GARCH fit finds what was put into the data, and serving forecasts what it evaluated."""

import math

import numpy as np
import pytest

from functions.domain.baseline import garch_total, garch_variance, squared_returns
from functions.domain.candle import Candle
from functions.domain.distribution import LEVELS
from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from mlops.training.baselines import GarchT
from mlops.training.dataset import Dataset, Floats
from mlops.training.garch import fit_garch
from mlops.training.panel import panel

ALPHA, BETA, FREEDOM, VARIANCE = 0.1, 0.85, 6.0, 4e-5


def simulated(hours: int) -> Floats:
    """Squared returns of a GARCH(1,1) with t innovations of variance 1."""
    dice = np.random.default_rng(7)
    shocks = dice.standard_t(FREEDOM, hours) * math.sqrt((FREEDOM - 2.0) / FREEDOM)
    squares, expected = np.empty(hours), VARIANCE
    for hour, shock in enumerate(shocks):
        squares[hour] = expected * shock * shock
        expected += ALPHA * (squares[hour] - VARIANCE) + (BETA - 1.0) * (expected - VARIANCE)
    return squares


def test_what_was_put_in_is_found() -> None:
    found = fit_garch(simulated(17_520))
    assert found.alpha == pytest.approx(ALPHA, abs=0.02)
    assert found.beta == pytest.approx(BETA, abs=0.03)
    assert found.variance == pytest.approx(VARIANCE, rel=0.15)
    # The 95 % quantile of a t(6) is 1.9432; in units of its standard deviation, × √(4/6).
    assert found.quantiles[LEVELS.index(0.95)] == pytest.approx(1.9432 * math.sqrt(4 / 6), abs=0.03)


def test_hours_without_a_return_are_left_out_of_the_likelihood() -> None:
    squares = simulated(17_520)
    whole = fit_garch(squares)
    squares[np.random.default_rng(1).integers(0, len(squares), 500)] = np.nan
    holed = fit_garch(squares)
    assert holed.alpha == pytest.approx(whole.alpha, abs=0.02)
    assert holed.beta == pytest.approx(whole.beta, abs=0.03)


def test_too_few_returns_are_refused() -> None:
    with pytest.raises(InsufficientData, match="719 hourly returns are known; GARCH needs 720"):
        fit_garch(simulated(719))


def test_serving_computes_what_training_evaluated_gaps_included(
    candles: list[Candle], dataset: Dataset
) -> None:
    whole = panel(dataset)
    fitted = GarchT().fit(whole.until(2400))
    cutoffs = np.flatnonzero(whole.readable[2400:])[::23] + 2400
    cutoffs = np.append(cutoffs, [2901, 2902, 2960])
    for horizon, found in fitted.predict(whole, cutoffs).items():
        for row, cutoff in enumerate(cutoffs):
            returns = squared_returns(candles, whole.instant(int(cutoff)))
            served = garch_total(fitted.garch, garch_variance(fitted.garch, returns), horizon.hours)
            assert math.exp(found.log_variance[row]) == pytest.approx(served, rel=1e-9)
    assert set(found.quantiles[0] != 0.0) == {True, False}
    assert horizon is Horizon.D7
