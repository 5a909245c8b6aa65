"""The plain log-HAR, four features and one regression a horizon, which the champion must beat.

Every training target ends at or before the panel's end. The settings below were chosen on
walk-forward results by year, where their neighbours do as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.domain.distribution import LEVELS, Distribution
from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from functions.domain.scoring import PINBALL_LEVELS
from functions.domain.season import Season
from mlops.training.dataset import Floats
from mlops.training.forecaster import Predictions
from mlops.training.panel import Panel, trailing_mean
from mlops.training.quantiles import floats, pinball, symmetric_quantiles
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

FEATURE_HOURS = (1, 6, 24, 168)
SHRINKS = tuple(step / 20 for step in range(4, 23))
"""Candidate exponents for the log-volatility, 0.2 to 1.1."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """Known outcomes of one horizon, a row a cutoff, oldest first."""

    cutoffs: NDArray[np.int64]
    log_volatility: Floats
    returns: Floats


@dataclass(frozen=True, slots=True)
class HarModel:
    """One horizon: the log-volatility is drawn towards `centre` with exponent `shrink`."""

    intercept: float
    slopes: tuple[float, ...]
    centre: float
    shrink: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FittedLogHar:
    """The season and one regression a horizon."""

    season: Season
    horizons: Mapping[Horizon, HarModel]

    def predict(self, panel: Panel, cutoffs: NDArray[np.int64]) -> dict[Horizon, Predictions]:
        """The domain's forecast at many cutoffs; a parity test holds the two together."""
        features = _features(panel, self.season)[cutoffs]
        return {horizon: self._predict(panel, features, cutoffs, horizon) for horizon in Horizon}

    def _predict(
        self, panel: Panel, features: Floats, cutoffs: NDArray[np.int64], horizon: Horizon
    ) -> Predictions:
        har = self.horizons[horizon]
        totals = panel.log_season_totals(self.season, horizon)[cutoffs]
        log_volatility = _log_volatility(features, totals, har.intercept, np.asarray(har.slopes))
        volatility = _shrunk_volatility(log_volatility, har.centre, har.shrink)
        return Predictions(
            quantiles=np.outer(volatility, har.quantiles),
            p_up=np.full(len(cutoffs), Distribution(har.quantiles).p_up()),
            log_variance=2.0 * log_volatility,
        )


@dataclass(frozen=True, slots=True)
class LogHar:
    """Corsi's cascade of 1, 6, 24 and 168 hours."""

    name: str = "log-har"

    def fit(self, panel: Panel) -> FittedLogHar:
        """InsufficientData below `TRAINING_HOURS_MIN` candles or `OUTCOMES_MIN` outcomes."""
        candles = int(np.count_nonzero(~np.isnan(panel.close)))
        if candles < TRAINING_HOURS_MIN:
            raise InsufficientData(
                f"{candles} hours of candles are known; training needs {TRAINING_HOURS_MIN}"
            )
        season = fit_season(panel)
        features = _features(panel, season)
        return FittedLogHar(season, {h: _fit_horizon(panel, features, season, h) for h in Horizon})


def _fit_horizon(panel: Panel, features: Floats, season: Season, horizon: Horizon) -> HarModel:
    end = panel.hours
    cutoffs = np.arange(max(0, end - REGRESSION_HOURS), end - horizon.hours + 1)
    cutoffs = cutoffs[panel.readable[cutoffs]]
    totals = panel.log_season_totals(season, horizon)[cutoffs]
    log_variances = panel.log_realised_variances(horizon)[cutoffs]
    intercept, slopes = _regression(features[cutoffs], log_variances - totals, horizon)
    log_volatility = _log_volatility(features[cutoffs], totals, intercept, slopes)
    returns = panel.returns(horizon)[cutoffs]
    known = ~np.isnan(returns)
    sample = _Sample(cutoffs[known], log_volatility[known], returns[known])
    recent = _since(sample, end - QUANTILE_HOURS[horizon], horizon)
    shrink = _best_shrink(sample, horizon)
    centre = float(recent.log_volatility.mean())
    scaled = recent.returns / _shrunk_volatility(recent.log_volatility, centre, shrink)
    quantiles = symmetric_quantiles(scaled, LEVELS, np.ones(len(scaled)))
    return HarModel(
        intercept,
        floats(slopes),
        centre,
        shrink,
        floats(quantiles),
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
        volatility = _shrunk_volatility(log_volatility, centre, shrink)
        quantiles = symmetric_quantiles(returns / volatility, PINBALL_LEVELS, np.ones(len(returns)))
        losses.append(pinball(np.outer(volatility, quantiles), returns).mean())
    return SHRINKS[int(np.argmin(losses))]


def _log_volatility(
    features: Floats, log_season_totals: Floats, intercept: float, slopes: Floats
) -> Floats:
    """The regression's log-volatility of the return over the horizon, before shrinking."""
    return np.asarray(0.5 * (intercept + features @ slopes + log_season_totals))


def _shrunk_volatility(log_volatility: Floats, centre: float, shrink: float) -> Floats:
    """Volatility with its logarithm drawn towards the centre."""
    return np.asarray(np.exp(centre + shrink * (log_volatility - centre)))


def _features(panel: Panel, season: Season) -> Floats:
    relative = panel.deseasonalised(season)
    return np.log(np.column_stack([trailing_mean(relative, hours)[0] for hours in FEATURE_HOURS]))
