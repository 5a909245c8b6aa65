"""The panel's numbers are the domain's, for all cutoffs at once, gaps included."""

import math

import numpy as np
import pytest

from functions.domain.baseline import ewma_variance, squared_returns
from functions.domain.candle import Candle
from functions.domain.errors import InsufficientData
from functions.domain.features import features
from functions.domain.horizon import Horizon
from functions.domain.season import Season
from mlops.training.dataset import Dataset
from mlops.training.panel import panel, trailing_mean

SEASON = Season(tuple(0.5 + hour / 168 for hour in range(168)))


def test_features_and_readability_are_the_domains(candles: list[Candle], dataset: Dataset) -> None:
    found = panel(dataset)
    by_cutoff, last_hours = found.features(SEASON), found.last_hours(SEASON)
    for position in [*range(140, 420), *range(1490, 1720), found.hours]:
        cutoff = found.instant(position)
        try:
            expected = features(candles, cutoff, SEASON)
        except InsufficientData:
            assert not found.readable[position]
        else:
            assert found.readable[position]
            # Net moves are what large sums leave.
            assert by_cutoff[position] == pytest.approx(expected.volatility, rel=1e-10, abs=1e-12)
            assert last_hours[position] == pytest.approx(expected.last_hour, rel=1e-9)
            assert found.ewma_variance[position] == pytest.approx(
                ewma_variance(squared_returns(candles, cutoff)), rel=1e-12
            )


def test_returns_and_realised_variances_lie_ahead_of_their_cutoff(
    candles: list[Candle], dataset: Dataset
) -> None:
    found = panel(dataset)
    closes = {candle.close_time: float(candle.close) for candle in candles}
    for horizon in Horizon:
        returns = found.returns(horizon)
        for position in range(1, found.hours + 1, 37):
            cutoff = found.instant(position)
            now, then = closes.get(cutoff), closes.get(cutoff + horizon.length)
            if now is None or then is None:
                assert np.isnan(returns[position])
            else:
                assert returns[position] == pytest.approx(math.log(then / now), abs=1e-12)
    position = 600
    ahead = found.variance[position : position + 24].sum()
    assert found.log_realised_variances(Horizon.H24)[position] == pytest.approx(math.log(ahead))
    assert np.isnan(found.log_realised_variances(Horizon.H24)[1490])


def test_season_totals_are_the_domains(dataset: Dataset) -> None:
    found = panel(dataset)
    for horizon in Horizon:
        totals = found.log_season_totals(SEASON, horizon)
        for position in range(0, found.hours + 1, 97):
            expected = math.log(SEASON.total(found.instant(position), horizon.hours))
            assert totals[position] == pytest.approx(expected, abs=1e-12)


def test_a_cutoffs_position_is_found_again(dataset: Dataset) -> None:
    found = panel(dataset)
    assert [found.cutoff(found.instant(position)) for position in (0, 7, 900)] == [0, 7, 900]


@pytest.mark.parametrize("hours", [1, 6, 24, 168])
def test_a_trailing_mean_keeps_its_digits_after_a_huge_hour(hours: int) -> None:
    values = np.random.default_rng(1).uniform(1e-8, 2e-8, 600)
    values[100], values[300:310] = 1e6, np.nan
    mean, count = trailing_mean(values, hours)
    for position in range(301, 601):
        window = values[max(0, position - hours) : position]
        present = window[~np.isnan(window)]
        assert count[position] == len(present)
        if len(present):
            assert mean[position] == pytest.approx(math.fsum(present) / len(present), rel=1e-12)


def test_less_than_a_week_is_refused(candles: list[Candle]) -> None:
    with pytest.raises(InsufficientData, match="167 hours given; a week of 168"):
        panel(Dataset.from_candles(candles[:167]))
