"""Running extremes are those of the candles that open in [cutoff, target), known by the fit."""

import math

import numpy as np
import pytest

from functions.domain.candle import Candle
from functions.domain.horizon import Horizon
from functions.domain.levels import TOUCH_HORIZONS
from functions.domain.units import HOUR
from mlops.training.dataset import Dataset
from mlops.training.extremes import fit_extremes, running_extremes
from mlops.training.fit import fit, fit_panel
from mlops.training.panel import panel
from mlops.training.regime import top_tercile


@pytest.mark.parametrize("horizon", TOUCH_HORIZONS)
def test_extremes_are_those_of_the_hours_until_the_target(
    dataset: Dataset, candles: list[Candle], horizon: Horizon
) -> None:
    whole = panel(dataset)
    up, down = running_extremes(whole, horizon)
    by_open = {candle.open_time: candle for candle in candles}
    judged = 0
    for cutoff in range(1, whole.hours + 1 - horizon.hours, 37):
        at = whole.instant(cutoff)
        before = by_open.get(at - HOUR)
        ahead = [by_open.get(at + step * HOUR) for step in range(horizon.hours)]
        hours = [candle for candle in ahead if candle is not None]
        if before is None or len(hours) < horizon.hours:
            assert math.isnan(up[cutoff])
            assert math.isnan(down[cutoff])
            continue
        close = float(before.close)
        highest, lowest = max(c.high for c in hours), min(c.low for c in hours)
        assert up[cutoff] == pytest.approx(max(0.0, math.log(float(highest) / close)))
        assert down[cutoff] == pytest.approx(max(0.0, -math.log(float(lowest) / close)))
        judged += 1
    assert judged > 50
    assert np.isnan(up[-horizon.hours :]).all()


def test_nothing_after_the_fit_changes_extremes_or_regime(dataset: Dataset) -> None:
    end = panel(dataset).hours - 300
    known = dataset.known_at(panel(dataset).instant(end))
    whole = fit_panel(panel(dataset).until(end))
    cut = fit(known)
    assert whole.extremes == cut.extremes
    assert whole.regimes == cut.regimes


@pytest.mark.parametrize("horizon", TOUCH_HORIZONS)
def test_as_many_touches_came_as_the_quantiles_say(dataset: Dataset, horizon: Horizon) -> None:
    whole = panel(dataset)
    flat = {h: np.full(whole.hours + 1, 0.01) for h in Horizon}
    fitted = fit_extremes(whole, flat)[horizon]
    up, down = running_extremes(whole, horizon)
    known = whole.readable & ~np.isnan(up)
    pooled = np.concatenate([up[known], down[known]])
    for distance in np.quantile(pooled, [0.2, 0.5, 0.9]):
        share = float(np.mean(pooled >= distance))
        assert fitted.p_reached(float(distance) / 0.01) == pytest.approx(share, abs=0.01)


def test_a_third_of_the_year_lies_above_the_tercile(dataset: Dataset) -> None:
    realised = panel(dataset).log_realised_variances(Horizon.H24)
    boundary = top_tercile(realised, Horizon.H24, panel(dataset).hours)
    known = realised[~np.isnan(realised)]
    assert float(np.mean(known > boundary)) == pytest.approx(1 / 3, abs=0.005)


def test_the_fitted_regime_is_right_on_average(dataset: Dataset) -> None:
    regime = fit(dataset).regimes[Horizon.H24]
    assert regime.errors.returns[0] < 0.0 < regime.errors.returns[-1]
    assert abs(regime.errors.mean()) < 0.1
