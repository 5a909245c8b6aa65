"""Baselines are fitted on the returns they claim to know, and on no other."""

import math

import numpy as np
import pytest

from functions.domain.candle import Candle
from functions.domain.distribution import LEVELS, Distribution
from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from functions.domain.units import HOUR
from mlops.training.baselines import Rolling, Unconditional
from mlops.training.dataset import Dataset
from mlops.training.panel import Panel, panel
from tests.fakes.market import market

YEAR = 365 * 24 * HOUR
LONG = market(400 * 24, seed=3, missing=(7000, 7001, 7002))


@pytest.fixture(scope="module")
def whole() -> Panel:
    return panel(Dataset.from_candles(LONG))


def returns(candles: list[Candle], horizon: Horizon, *, last_year: bool) -> list[float]:
    """Every known return, or those that ended in the last 365 days."""
    closes = {candle.close_time: float(candle.close) for candle in candles}
    since = candles[-1].close_time - YEAR
    return [
        math.log(closes[target] / closes[target - horizon.length])
        for target in closes
        if target - horizon.length in closes and (target > since or not last_year)
    ]


@pytest.mark.parametrize("horizon", Horizon)
def test_quantiles_are_those_of_the_returns_known(whole: Panel, horizon: Horizon) -> None:
    for model, last_year in ((Unconditional(), False), (Rolling(), True)):
        expected = np.quantile(returns(LONG, horizon, last_year=last_year), LEVELS)
        assert model.fit(whole).quantiles[horizon] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_p_up_is_the_distributions(whole: Panel) -> None:
    fitted = Rolling().fit(whole)
    for horizon, found in fitted.predict(whole, np.array([9000, 9001])).items():
        expected = Distribution(fitted.quantiles[horizon]).p_up()
        assert found.p_up == pytest.approx([expected, expected])
        assert 0.4 < expected < 0.6


def test_without_an_outcome_nothing_is_fitted() -> None:
    short = panel(Dataset.from_candles(LONG[:168]))
    with pytest.raises(InsufficientData, match="no outcome at 7d is known"):
        Unconditional().fit(short)
