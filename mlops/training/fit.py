"""Fits all numbers of a forecast on what was known at one cutoff.

Every training target ends at or before that cutoff. The settings below were chosen on
walk-forward results by year, where their neighbours do as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.domain.artifact import HorizonBaseline, HorizonModel, Parameters
from functions.domain.distribution import LEVELS
from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from functions.domain.scoring import PINBALL_LEVELS
from functions.domain.season import Season
from mlops.training.dataset import Dataset, Floats
from mlops.training.extremes import fit_extremes
from mlops.training.panel import Panel, panel
from mlops.training.predict import har_log_volatility, shrunk_volatility
from mlops.training.regime import fit_regimes
from mlops.training.season import fit_season

DAY = 24
TRAINING_HOURS_MIN = 90 * DAY
"""Below so many candles no fit is honest: twelve weeks for a season and 7-day outcomes."""

OUTCOMES_MIN = 30 * DAY
"""Below so many known outcomes of one horizon, neither."""

REGRESSION_HOURS = 4 * 365 * DAY
"""How far back the regression and the choice of the shrink exponent look."""

QUANTILE_HOURS = {
    Horizon.H1: 365 * DAY,
    Horizon.H4: 365 * DAY,
    Horizon.H24: 2 * 365 * DAY,
    Horizon.D7: 2 * 365 * DAY,
}
"""How far back standardised returns are read: their scale drifts over years, and long
horizons have few independent ones."""

SHRINKS = tuple(step / 20 for step in range(4, 23))
"""Candidate exponents for the log-volatility, 0.2 to 1.1."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """Known outcomes of one horizon, a row a cutoff, oldest first."""

    cutoffs: NDArray[np.int64]
    log_volatility: Floats
    returns: Floats


def fit(dataset: Dataset) -> Parameters:
    """The parameters fitted on a whole dataset.

    Raises InsufficientData below `TRAINING_HOURS_MIN` candles or `OUTCOMES_MIN` outcomes.
    """
    whole = panel(dataset)
    return fit_until(whole, whole.hours)


def fit_until(panel: Panel, end: int) -> Parameters:
    """The parameters known at cutoff `end`; nothing later is read."""
    candles = int(np.count_nonzero(~np.isnan(panel.close[:end])))
    if candles < TRAINING_HOURS_MIN:
        raise InsufficientData(
            f"{candles} hours of candles are known; training needs {TRAINING_HOURS_MIN}"
        )
    season = fit_season(panel, end)
    features = panel.features(season)
    horizons = {h: _fit_horizon(panel, features, season, h, end) for h in Horizon}
    log_volatilities = {
        h: har_log_volatility(
            features, panel.log_season_totals(season, h), har.intercept, np.asarray(har.slopes)
        )
        for h, har in horizons.items()
    }
    volatilities = {
        h: shrunk_volatility(log_volatilities[h], har.centre, har.shrink)
        for h, har in horizons.items()
    }
    return Parameters(
        season=season,
        horizons=horizons,
        baselines={h: _fit_baseline(panel, h, end) for h in Horizon},
        extremes=fit_extremes(panel, volatilities, end),
        regimes=fit_regimes(panel, {h: 2.0 * log_volatilities[h] for h in Horizon}, end),
    )


def _fit_horizon(
    panel: Panel, features: Floats, season: Season, horizon: Horizon, end: int
) -> HorizonModel:
    cutoffs = np.arange(max(0, end - REGRESSION_HOURS), end - horizon.hours + 1)
    cutoffs = cutoffs[panel.readable[cutoffs]]
    totals = panel.log_season_totals(season, horizon)[cutoffs]
    log_variances = panel.log_realised_variances(horizon)[cutoffs]
    intercept, slopes = _regression(features[cutoffs], log_variances - totals, horizon)
    log_volatility = har_log_volatility(features[cutoffs], totals, intercept, slopes)
    returns = panel.returns(horizon)[cutoffs]
    known = ~np.isnan(returns)
    sample = _Sample(cutoffs[known], log_volatility[known], returns[known])
    recent = _since(sample, end - QUANTILE_HOURS[horizon], horizon)
    shrink = _best_shrink(sample, horizon)
    centre = float(recent.log_volatility.mean())
    scaled = recent.returns / shrunk_volatility(recent.log_volatility, centre, shrink)
    quantiles = symmetric_quantiles(scaled, LEVELS)
    return HorizonModel(
        intercept,
        tuple(map(float, slopes)),
        centre,
        shrink,
        tuple(map(float, quantiles)),
    )


def _regression(features: Floats, target: Floats, horizon: Horizon) -> tuple[float, Floats]:
    """Least squares of the log of the deseasonalised variance: (intercept, slopes)."""
    known = ~np.isnan(target)
    _check_outcomes(int(np.count_nonzero(known)), horizon)
    design = np.column_stack([np.ones(int(known.sum())), features[known]])
    coefficients: Floats = np.asarray(np.linalg.lstsq(design, target[known])[0], np.float64)
    return float(coefficients[0]), coefficients[1:]


def _since(sample: _Sample, start: int, horizon: Horizon) -> _Sample:
    first = int(np.searchsorted(sample.cutoffs, start))
    _check_outcomes(len(sample.cutoffs) - first, horizon)
    return _Sample(sample.cutoffs[first:], sample.log_volatility[first:], sample.returns[first:])


def _check_outcomes(count: int, horizon: Horizon) -> None:
    if count < OUTCOMES_MIN:
        raise InsufficientData(
            f"{count} outcomes at {horizon} are known; training needs {OUTCOMES_MIN}"
        )


def _best_shrink(sample: _Sample, horizon: Horizon) -> float:
    """The exponent with the least pinball loss on the sample, thinned where outcomes overlap."""
    thinned = slice(None, None, max(1, horizon.hours // 4))
    log_volatility, returns = sample.log_volatility[thinned], sample.returns[thinned]
    centre = float(log_volatility.mean())
    losses = []
    for shrink in SHRINKS:
        volatility = shrunk_volatility(log_volatility, centre, shrink)
        quantiles = symmetric_quantiles(returns / volatility, PINBALL_LEVELS)
        losses.append(pinball(np.outer(volatility, quantiles), returns).mean())
    return SHRINKS[int(np.argmin(losses))]


def symmetric_quantiles(values: Floats, levels: tuple[float, ...]) -> Floats:
    """Quantiles, at symmetric levels, of the values pooled with their negatives.

    The absolute values' quantile at 2p − 1 is the pooled quantile at p > ½.
    """
    middle, odd = divmod(len(levels), 2)
    upper = np.quantile(np.abs(values), [2.0 * level - 1.0 for level in levels[middle + odd :]])
    return np.concatenate([-upper[::-1], np.zeros(odd), upper])


def pinball(quantiles: Floats, outcomes: Floats) -> Floats:
    """Mean pinball loss of each row over `PINBALL_LEVELS`; quantiles (rows, levels)."""
    levels = np.asarray(PINBALL_LEVELS)
    errors = outcomes[:, None] - quantiles
    return np.asarray(np.maximum(levels * errors, (levels - 1.0) * errors).mean(axis=1))


def _fit_baseline(panel: Panel, horizon: Horizon, end: int) -> HorizonBaseline:
    cutoffs = np.arange(end - horizon.hours + 1)
    returns = panel.returns(horizon)[cutoffs]
    volatility = np.sqrt(panel.ewma_variance[cutoffs] * horizon.hours)
    known = panel.readable[cutoffs] & ~np.isnan(returns)
    plain = np.quantile(returns[~np.isnan(returns)], LEVELS)
    scaled = np.quantile(returns[known] / volatility[known], LEVELS)
    return HorizonBaseline(tuple(map(float, plain)), tuple(map(float, scaled)))
