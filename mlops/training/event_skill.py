"""Walk-forward skill of what is said of events: touches of levels, and the volatility regime.

Every probability comes from a fit that knew only its own past, through the very functions
that serving uses, and is compared with a reference that knew as much: touches with how often
the level was touched in the trailing year, the regime with persistence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from functions.domain.levels import RunningExtreme
from functions.domain.regime import REGIME_HORIZONS, RegimeModel, regime
from mlops.training.asked import Asked, ask, joined
from mlops.training.dataset import HOUR_S, Dataset, Floats
from mlops.training.evaluate import silent
from mlops.training.extremes import running_extremes
from mlops.training.fit import fit_panel
from mlops.training.panel import Panel, panel
from mlops.training.two_stage_har import FittedTwoStageHar
from mlops.training.walk_forward import Progress, refits

TOUCH_SHARES: Mapping[Horizon, float] = {Horizon.H1: 0.005, Horizon.H4: 0.01, Horizon.H24: 0.02}
"""The levels judged, both at so large a share above and below the reference price."""

CLIMATOLOGY_HOURS = 365 * 24
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Probabilities of events, a reference's, and whether they came; a row an event."""

    cutoffs: NDArray[np.int64]
    """Seconds since 1970 UTC."""
    forecast: Floats
    reference: Floats
    came: Flags

    def skill(self, start: datetime, end: datetime) -> float:
        """Brier skill over the cutoffs in [start, end): 1 − loss / the reference's loss.

        Brier (1950), Verification of Forecasts Expressed in Terms of Probability. Raises
        InsufficientData when there is no such cutoff.
        """
        rows = (self.cutoffs >= start.timestamp()) & (self.cutoffs < end.timestamp())
        if not rows.any():
            raise InsufficientData(f"no event between {start} and {end} had its outcome")
        loss = np.mean((self.forecast[rows] - self.came[rows]) ** 2)
        return float(1.0 - loss / np.mean((self.reference[rows] - self.came[rows]) ** 2))


@dataclass(frozen=True, slots=True, eq=False)
class EventSkill:
    """Touches and regimes by horizon; and what every forecast is asked, where touches are."""

    touches: Mapping[Horizon, Events]
    regimes: Mapping[Horizon, Events]
    asked: Mapping[Horizon, Asked]


def event_skill(
    dataset: Dataset, start: datetime, end: datetime, progress: Progress = silent
) -> EventSkill:
    """Judge every hour of [start, end), fitting anew at each month's start."""
    whole = panel(dataset)
    edges = refits(whole, whole.cutoff(start), min(whole.cutoff(end), whole.hours), "monthly")
    touches: dict[Horizon, list[Events]] = {horizon: [] for horizon in TOUCH_SHARES}
    regimes: dict[Horizon, list[Events]] = {horizon: [] for horizon in REGIME_HORIZONS}
    asked: dict[Horizon, list[Asked]] = {horizon: [] for horizon in TOUCH_SHARES}
    for done, (fitted_at, until) in enumerate(pairwise(edges)):
        progress("evaluating", done / (len(edges) - 1))
        parameters = fit_panel(whole.until(fitted_at))
        har = FittedTwoStageHar(parameters.season, parameters.horizons)
        said = har.volatilities(whole)
        cutoffs = np.flatnonzero(whole.readable[:until])
        cutoffs = cutoffs[cutoffs >= fitted_at]
        for horizon, found in touches.items():
            scale = said[horizon].scale[cutoffs]
            found.extend(_touches(whole, parameters.extremes[horizon], horizon, cutoffs, scale))
        for horizon, forecasts in har.predict(whole, cutoffs).items():
            if horizon in asked:
                standard, scales = parameters.extremes[horizon], said[horizon].scale[cutoffs]
                reach = [standard.scaled(float(scale)) for scale in scales]
                asked[horizon].append(ask(whole, horizon, cutoffs, forecasts.quantiles, reach))
        for horizon, judged in regimes.items():
            log_variance = said[horizon].log_variance[cutoffs]
            judged.append(
                _regimes(
                    whole, parameters.regimes[horizon], horizon, cutoffs,
                    log_variance, fitted_at,
                )
            )  # fmt: skip
    return EventSkill(
        {horizon: _joined(found) for horizon, found in touches.items()},
        {horizon: _joined(found) for horizon, found in regimes.items()},
        {horizon: joined(found) for horizon, found in asked.items()},
    )


def _touches(
    panel: Panel,
    standardised: RunningExtreme,
    horizon: Horizon,
    cutoffs: NDArray[np.int64],
    volatility: Floats,
) -> list[Events]:
    """Touches of the level above, and of the level below."""
    share = TOUCH_SHARES[horizon]
    sides = zip(running_extremes(panel, horizon), (log(1 + share), -log(1 - share)), strict=True)
    found = []
    for extremes, distance in sides:
        known = ~np.isnan(extremes[cutoffs])
        p_touch = [standardised.scaled(scale).p_reached(distance) for scale in volatility[known]]
        found.append(
            Events(
                cutoffs=panel.first_open_time + cutoffs[known] * HOUR_S,
                forecast=np.array(p_touch, np.float64),
                reference=trailing_frequency(extremes, distance, horizon)[cutoffs[known]],
                came=extremes[cutoffs[known]] >= distance,
            )
        )
    return found


def trailing_frequency(extremes: Floats, distance: float, horizon: Horizon) -> Floats:
    """By cutoff: how often, of the outcomes known there from the last year, it was reached."""
    known = np.concatenate([[0], np.cumsum(~np.isnan(extremes))])
    reached = np.concatenate([[0], np.cumsum(extremes >= distance)])
    last = np.maximum(0, np.arange(len(extremes)) - horizon.hours + 1)
    first = np.maximum(0, last - CLIMATOLOGY_HOURS)
    counts = np.maximum(known[last] - known[first], 1)
    return np.asarray((reached[last] - reached[first]) / counts, np.float64)


def _regimes(
    panel: Panel,
    fitted: RegimeModel,
    horizon: Horizon,
    cutoffs: NDArray[np.int64],
    log_variance: Floats,
    fitted_at: int,
) -> Events:
    """The coming hours against persistence: how often the top tercile followed itself.

    The hours just gone tell which of two frequencies of the trailing year is meant.
    """
    realised = panel.log_realised_variances(horizon)
    before = np.concatenate([np.full(horizon.hours, np.nan), realised[: -horizon.hours]])
    known = ~np.isnan(realised[cutoffs]) & ~np.isnan(before[cutoffs])
    year = np.arange(max(0, fitted_at - CLIMATOLOGY_HOURS), fitted_at - horizon.hours + 1)
    year = year[~np.isnan(realised[year]) & ~np.isnan(before[year])]
    in_top, was_top = realised[year] > fitted.threshold, before[year] > fitted.threshold
    after_top, after_other = in_top[was_top].mean(), in_top[~was_top].mean()
    persists = before[cutoffs[known]] > fitted.threshold
    return Events(
        cutoffs=panel.first_open_time + cutoffs[known] * HOUR_S,
        forecast=np.array([regime(fitted, one).p_above for one in log_variance[known]]),
        reference=np.where(persists, after_top, after_other),
        came=realised[cutoffs[known]] > fitted.threshold,
    )


def _joined(parts: list[Events]) -> Events:
    return Events(
        np.concatenate([part.cutoffs for part in parts]),
        np.concatenate([part.forecast for part in parts]),
        np.concatenate([part.reference for part in parts]),
        np.concatenate([part.came for part in parts]),
    )
