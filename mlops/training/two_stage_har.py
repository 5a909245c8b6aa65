"""The champion (docs/forecasting.md): its fit on all of a panel, its forecasts at any cutoff.

Every training target ends at or before the panel's end. The settings were chosen on
walk-forward results of all years together; their neighbours score within 0.03 %.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.domain.artifact import HorizonModel
from functions.domain.distribution import LEVELS
from functions.domain.errors import InsufficientData
from functions.domain.features import LAST_HOUR_FEATURES
from functions.domain.horizon import Horizon
from functions.domain.season import Season
from mlops.training.dataset import Floats
from mlops.training.forecaster import Predictions
from mlops.training.panel import Panel
from mlops.training.quantiles import floats, p_above_zero, symmetric_quantiles
from mlops.training.regression import fit_centre, fit_level, fit_scale
from mlops.training.season import fit_season

DAY = 24
YEAR = 365 * DAY
TRAINING_HOURS_MIN = 90 * DAY
"""Below so many candles no fit is honest: twelve weeks for a season and 7-day outcomes."""

OUTCOMES_MIN = 30 * DAY
"""Below so many known outcomes of one horizon, neither."""

REGRESSION_HOURS = 4 * YEAR
"""How far back both regressions look; an outcome a year old counts half of a new one."""

REGRESSION_HALF_LIFE = YEAR
QUANTILE_HOURS = 2 * YEAR


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs by horizon: long ones have few independent outcomes, so they trust less."""

    ridge: float
    """Pull of the level's slopes towards 0, on standardised features."""
    level_exponent: float
    """What the level's exponent is pulled towards."""
    quantile_half_life: int
    """Hours after which a standardised return counts half."""
    leans: bool = False
    """Whether the last hour moves the centre: hours reverse a little, longer spans do not."""
    anchor: float = 0.0
    """Weight of the last year's own quantiles, which know no volatility (Vincentisation)."""
    drift: float = 0.0
    """Share of the mean hourly return of four years that is expected to go on.

    Candles that do not reach so far back count as standing still before: one boom is no drift.
    """


SETTINGS = {
    Horizon.H1: Settings(ridge=1e-3, level_exponent=1.0, quantile_half_life=90 * DAY, leans=True),
    Horizon.H4: Settings(ridge=1e-3, level_exponent=1.0, quantile_half_life=90 * DAY),
    Horizon.H24: Settings(ridge=1e-2, level_exponent=1.0, quantile_half_life=180 * DAY),
    Horizon.D7: Settings(
        ridge=1e-1, level_exponent=0.5, quantile_half_life=YEAR, anchor=0.5, drift=0.5
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Volatilities:
    """By cutoff, one horizon: the scale of the return, and the log of the variance to come."""

    scale: Floats
    log_variance: Floats


@dataclass(frozen=True, slots=True)
class FittedTwoStageHar:
    """The season and one model a horizon, as the artifact keeps them."""

    season: Season
    horizons: Mapping[Horizon, HorizonModel]

    def predict(self, panel: Panel, cutoffs: NDArray[np.int64]) -> dict[Horizon, Predictions]:
        """The domain's forecast at many cutoffs; a parity test holds the two together."""
        found = {}
        last_hours = panel.last_hours(self.season)[cutoffs]
        for horizon, at in self.volatilities(panel).items():
            model = self.horizons[horizon]
            centre = last_hours @ np.asarray(model.centre)
            quantiles = (
                at.scale[cutoffs, None] * (centre[:, None] + model.quantiles) + model.offsets
            )
            found[horizon] = Predictions(
                quantiles, _p_up(model, quantiles), at.log_variance[cutoffs]
            )
        return found

    def volatilities(self, panel: Panel) -> dict[Horizon, Volatilities]:
        """What both stages say at every cutoff of the panel, by horizon."""
        features = panel.features(self.season)
        found = {}
        for horizon, model in self.horizons.items():
            level = model.intercept + features @ np.asarray(model.slopes)
            season = panel.log_season_totals(self.season, horizon)
            exponent = model.level_exponent * level + model.season_exponent * season
            scale = model.scale * np.exp(0.5 * exponent)
            found[horizon] = Volatilities(scale, level + season)
        return found


@dataclass(frozen=True, slots=True)
class TwoStageHar:
    """The model of docs/forecasting.md."""

    name: str = "two-stage-har"

    def fit(self, panel: Panel) -> FittedTwoStageHar:
        """InsufficientData below `TRAINING_HOURS_MIN` candles or `OUTCOMES_MIN` outcomes."""
        candles = int(np.count_nonzero(~np.isnan(panel.close)))
        if candles < TRAINING_HOURS_MIN:
            raise InsufficientData(
                f"{candles} hours of candles are known; training needs {TRAINING_HOURS_MIN}"
            )
        season = fit_season(panel)
        features = panel.features(season)
        return FittedTwoStageHar(
            season, {h: _fit_horizon(panel, features, season, h) for h in Horizon}
        )


def _fit_horizon(panel: Panel, features: Floats, season: Season, horizon: Horizon) -> HorizonModel:
    settings = SETTINGS[horizon]
    cutoffs = np.arange(max(0, panel.hours - REGRESSION_HOURS), panel.hours - horizon.hours + 1)
    returns = panel.returns(horizon)[cutoffs]
    log_variances = panel.log_realised_variances(horizon)[cutoffs]
    known = panel.readable[cutoffs] & ~np.isnan(returns) & ~np.isnan(log_variances)
    cutoffs, returns, log_variances = cutoffs[known], returns[known], log_variances[known]
    if len(cutoffs) < OUTCOMES_MIN:
        raise InsufficientData(
            f"{len(cutoffs)} outcomes at {horizon} are known; training needs {OUTCOMES_MIN}"
        )
    weights = _by_age(panel, cutoffs, REGRESSION_HALF_LIFE)
    totals = panel.log_season_totals(season, horizon)[cutoffs]
    intercept, slopes = fit_level(
        features[cutoffs], log_variances - totals, weights, settings.ridge
    )
    level = intercept + features[cutoffs] @ slopes
    log_scale, exponents = fit_scale(
        0.5 * np.column_stack([level, totals]),
        np.abs(returns),
        weights,
        np.array([settings.level_exponent, 1.0]),
    )
    scales = np.exp(log_scale + 0.5 * np.column_stack([level, totals]) @ exponents)
    outcomes = returns / scales
    last_hours = panel.last_hours(season)[cutoffs]
    centre = fit_centre(last_hours, outcomes) if settings.leans else np.zeros(LAST_HOUR_FEATURES)
    recent = cutoffs >= panel.hours - QUANTILE_HOURS
    quantiles = symmetric_quantiles(
        (outcomes - last_hours @ centre)[recent],
        LEVELS,
        _by_age(panel, cutoffs[recent], settings.quantile_half_life),
    )
    # Less than a year would stand for one that was quieter or wilder.
    anchor = settings.anchor if panel.hours >= YEAR else 0.0
    return HorizonModel(
        intercept=intercept,
        slopes=floats(slopes),
        scale=math.exp(log_scale),
        level_exponent=float(exponents[0]),
        season_exponent=float(exponents[1]),
        centre=floats(centre),
        quantiles=floats((1.0 - anchor) * quantiles),
        offsets=floats(_offsets(panel, horizon, anchor, settings.drift)),
    )


def _offsets(panel: Panel, horizon: Horizon, anchor: float, drift: float) -> Floats:
    """What is added to the quantiles whatever the volatility: anchor and drift, mostly none."""
    offsets = np.zeros(len(LEVELS))
    if anchor:
        year = panel.returns(horizon)[-YEAR - horizon.hours :]
        year = year[~np.isnan(year)]
        offsets += anchor * symmetric_quantiles(np.abs(year), LEVELS, np.ones(len(year)))
    if drift:
        closes = panel.close[-REGRESSION_HOURS - 1 :]
        known = np.flatnonzero(~np.isnan(closes))
        move = math.log(closes[known[-1]] / closes[known[0]])
        offsets += drift * horizon.hours * move / REGRESSION_HOURS
    return offsets


def _p_up(model: HorizonModel, quantiles: Floats) -> Floats:
    """One half where nothing moves the quantiles off their symmetry about 0."""
    if not any(model.offsets) and not any(model.centre):
        return np.full(len(quantiles), 0.5)
    return p_above_zero(quantiles)


def _by_age(panel: Panel, cutoffs: NDArray[np.int64], half_life: int) -> Floats:
    return np.asarray(0.5 ** ((panel.hours - cutoffs) / half_life))
