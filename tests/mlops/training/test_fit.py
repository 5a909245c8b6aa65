"""A fit knows its own past only, and finds what was put into the data."""

import math
import time
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from functions.domain.candle import Candle
from functions.domain.distribution import LEVELS, Distribution
from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from functions.domain.scoring import PINBALL_LEVELS, mean_pinball
from mlops.training.dataset import Dataset
from mlops.training.fit import fit, fit_panel
from mlops.training.panel import panel
from mlops.training.quantiles import p_above_zero, pinball, symmetric_quantiles
from mlops.training.two_stage_har import REGRESSION_HOURS, SETTINGS, TRAINING_HOURS_MIN
from tests.fakes.market import market


def test_cutting_off_the_future_changes_no_bit(dataset: Dataset) -> None:
    whole = panel(dataset)
    end = whole.hours - 400
    assert fit_panel(whole.until(end)) == fit(dataset.known_at(whole.instant(end)))


def test_a_wild_future_changes_no_bit(candles: list[Candle], dataset: Dataset) -> None:
    whole = panel(dataset)
    end = whole.hours - 300
    cutoff = whole.instant(end)
    wild = [
        c if c.close_time <= cutoff else replace(c, high=c.high * 3, low=c.low / 3) for c in candles
    ]
    assert fit_panel(panel(Dataset.from_candles(wild)).until(end)) == fit_panel(whole.until(end))


def test_the_same_candles_give_the_same_fit(candles: list[Candle], dataset: Dataset) -> None:
    assert fit(Dataset.from_candles(candles)) == fit(dataset)


def test_the_season_in_the_data_is_found() -> None:
    season = np.array(fit(Dataset.from_candles(market(180 * 24, seed=8))).season.factors)
    truth = (1.0 + 0.4 * np.sin(np.arange(168) * 2 * np.pi / 24)) ** 2
    assert np.corrcoef(season, truth)[0, 1] > 0.9
    assert season.mean() == pytest.approx(1.0)


def test_quantiles_are_symmetric_and_the_scale_follows_level_and_season(
    dataset: Dataset,
) -> None:
    fitted = fit(dataset)
    for horizon in Horizon:
        found = fitted.horizons[horizon]
        assert found.scale > 0.0
        assert 0.2 < found.level_exponent < 1.5
        assert 0.5 < found.season_exponent < 1.5
        assert found.quantiles == tuple(-z for z in reversed(found.quantiles))
        unconditional = fitted.baselines[horizon].unconditional
        assert list(unconditional) == sorted(unconditional)


def test_the_drift_of_a_short_history_counts_for_its_share_of_four_years(
    candles: list[Candle], dataset: Dataset
) -> None:
    fitted = fit(dataset).horizons
    move = math.log(candles[-1].close / candles[0].close)
    drift = SETTINGS[Horizon.D7].drift * Horizon.D7.hours * move / REGRESSION_HOURS
    assert fitted[Horizon.D7].offsets[LEVELS.index(0.5)] == pytest.approx(drift)
    assert abs(drift) > 1e-5
    assert not any(fitted[Horizon.H24].offsets)


def test_too_few_candles_are_refused_with_the_number_needed() -> None:
    with pytest.raises(InsufficientData, match=r"2159 hours .* training needs 2160"):
        fit(Dataset.from_candles(market(TRAINING_HOURS_MIN - 1)))


def test_too_few_outcomes_are_refused() -> None:
    sparse = [c for hour, c in enumerate(market(2 * TRAINING_HOURS_MIN)) if hour % 168 < 90]
    with pytest.raises(InsufficientData, match="outcomes at 1h are known; training needs 720"):
        fit(Dataset.from_candles(sparse))


def test_flat_prices_can_be_fitted() -> None:
    one = Decimal(100)
    flat = [replace(c, open=one, high=one, low=one, close=one) for c in market(TRAINING_HOURS_MIN)]
    fitted = fit(Dataset.from_candles(flat))
    assert fitted.season.factors == pytest.approx([1.0] * 168)
    assert set(fitted.horizons[Horizon.H24].quantiles) == {0.0}


def test_symmetric_quantiles_are_those_of_the_sample_and_its_mirror() -> None:
    values = np.random.default_rng(2).normal(0.3, 1.0, 20_001)
    mirrored = np.quantile(np.concatenate([values, -values]), LEVELS)
    same = symmetric_quantiles(values, LEVELS, np.ones(len(values)))
    assert same == pytest.approx(mirrored, abs=2e-3)
    weights = np.random.default_rng(4).integers(1, 4, len(values))
    repeated = np.repeat(values, weights)
    assert symmetric_quantiles(values, LEVELS, weights.astype(float)) == pytest.approx(
        symmetric_quantiles(repeated, LEVELS, np.ones(len(repeated))), abs=2e-3
    )


def test_the_loss_is_the_domains() -> None:
    draws = np.random.default_rng(3)
    returns = np.sort(draws.normal(size=(20, len(LEVELS))))
    outcomes = draws.normal(size=20)
    scored = returns[:, [LEVELS.index(level) for level in PINBALL_LEVELS]]
    expected = [
        mean_pinball(Distribution(tuple(map(float, row))), float(outcome))
        for row, outcome in zip(returns, outcomes, strict=True)
    ]
    assert pinball(scored, outcomes) == pytest.approx(expected)


def test_eight_years_are_fitted_in_seconds(history: Dataset) -> None:
    started = time.perf_counter()
    fit(history)
    assert time.perf_counter() - started < 10.0


def test_the_probability_of_a_rise_is_the_domains() -> None:
    draws = np.random.default_rng(5)
    rows = np.sort(draws.normal(0.4, 1.0, (200, len(LEVELS))))
    rows[0], rows[1], rows[2, 3:9] = np.arange(1, 18), 0.0, 0.0
    rows[2].sort()
    expected = [Distribution(tuple(map(float, row))).p_up() for row in rows]
    assert p_above_zero(rows) == pytest.approx(expected, abs=1e-9)
