"""How the model and the baselines of a walk-forward did, wherever the outcome is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from functions.domain.distribution import LEVELS
from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from functions.domain.scoring import INTERVALS, PINBALL_LEVELS
from mlops.training.dataset import HOUR_S, Dataset, Floats
from mlops.training.forecaster import Forecaster
from mlops.training.panel import Panel, panel
from mlops.training.quantiles import pinball
from mlops.training.registry import BASELINE_MODELS, CHAMPION
from mlops.training.two_stage_har import TRAINING_HOURS_MIN
from mlops.training.walk_forward import Progress, Refit, Walk, walk_forward

MODEL = "model"
EVALUATION_LENGTH = timedelta(days=365)
EVALUATION_HOURS_MIN = 14 * 24
"""Two 7-day horizons: with less nothing can be said about the longest."""

_SCORED = np.array([LEVELS.index(level) for level in PINBALL_LEVELS])


@dataclass(frozen=True, slots=True, eq=False)
class Forecasts:
    """One horizon's forecasts, a row a cutoff: what came and how each forecaster did."""

    cutoffs: NDArray[np.int64]
    """Seconds since 1970 UTC, ascending."""
    losses: Mapping[str, Floats]
    """Mean pinball loss by forecaster, in log-return units."""
    covered: Mapping[int, NDArray[np.bool_]]
    """By percent of the model's central interval: whether the outcome lay inside."""
    rank: NDArray[np.int64]
    """How many of the model's quantiles at LEVELS lie below the outcome."""
    brier: Floats
    """Squared error of the model's P(up); that of one half is a quarter."""
    log_variance: Floats
    """What the model said of the log of the variance to come; NaN where it said nothing."""
    log_realised_variance: Floats
    """What came of it; NaN where too many hours are missing."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One horizon's means over the cutoffs of a period."""

    forecasts: int
    pinball: Mapping[str, float]
    coverage: Mapping[int, float]
    log_variance_r2: float

    def ratio(self, forecaster: str) -> float:
        """The model's pinball loss over another forecaster's; below 1 the model wins."""
        return self.pinball[MODEL] / self.pinball[forecaster]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Forecasts with cutoffs in [start, end) that had their outcome in the data."""

    start: datetime
    end: datetime
    refit: Refit
    forecasts: Mapping[Horizon, Forecasts]

    def summary(
        self,
        horizon: Horizon,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Summary:
        """Means of one horizon, over all cutoffs or those in [start, end)."""
        found = self.forecasts[horizon]
        first, last = (start or self.start).timestamp(), (end or self.end).timestamp()
        rows = (found.cutoffs >= first) & (found.cutoffs < last)
        if not rows.any():
            raise InsufficientData(f"no forecast at {horizon} had its outcome in the period")
        return Summary(
            forecasts=int(rows.sum()),
            pinball={name: float(loss[rows].mean()) for name, loss in found.losses.items()},
            coverage={percent: float(hit[rows].mean()) for percent, hit in found.covered.items()},
            log_variance_r2=_r2(found.log_variance[rows], found.log_realised_variance[rows]),
        )


def silent(stage: str, share: float) -> None:
    """Tells nobody."""


def evaluate(
    dataset: Dataset,
    start: datetime | None = None,
    end: datetime | None = None,
    refit: Refit = "monthly",
    progress: Progress = silent,
) -> Evaluation:
    """Walk the champion and the baselines through [start, end) and score them.

    Without `start`, the last 365 days, or less where the training minimum needs them;
    without `end`, to the newest candle. `progress` hears the stage and the share done.
    Raises InsufficientData when fewer hours than the two minimums together are there.
    """
    whole = panel(dataset)
    first, last = _span(whole, start, end)
    walk = walk_forward(whole, contenders(CHAMPION), first, last, refit, progress)
    return Evaluation(whole.instant(first), whole.instant(last), refit, scored(whole, walk))


def contenders(model: Forecaster) -> dict[str, Forecaster]:
    """The model, called `MODEL`, and the baselines it is compared with."""
    return {MODEL: model, **{baseline.name: baseline for baseline in BASELINE_MODELS}}


def _span(panel: Panel, start: datetime | None, end: datetime | None) -> tuple[int, int]:
    """First and last + 1 cutoff; the start leaves the training minimum before it."""
    last = panel.hours if end is None else min(panel.cutoff(end), panel.hours)
    present = np.cumsum(~np.isnan(panel.close))
    earliest = earliest_start(panel)
    wanted = last - EVALUATION_LENGTH // timedelta(hours=1)
    first = max(earliest, wanted) if start is None else panel.cutoff(start)
    if first < earliest or last - first < EVALUATION_HOURS_MIN:
        raise InsufficientData(
            f"{int(present[max(0, last - 1)])} hours of candles are known; evaluation needs"
            f" {TRAINING_HOURS_MIN} before its start and {EVALUATION_HOURS_MIN} after it,"
            f" {TRAINING_HOURS_MIN + EVALUATION_HOURS_MIN} in all"
        )
    return first, last


def earliest_start(panel: Panel) -> int:
    """The first cutoff that leaves the training minimum before it."""
    present = np.cumsum(~np.isnan(panel.close))
    return int(np.searchsorted(present, TRAINING_HOURS_MIN)) + 1


def scored(panel: Panel, walk: Walk) -> dict[Horizon, Forecasts]:
    """The forecasts of a walk of `contenders` whose outcome the panel knows."""
    return {horizon: _scored(panel, walk, horizon) for horizon in Horizon}


def _scored(panel: Panel, walk: Walk, horizon: Horizon) -> Forecasts:
    returns = panel.returns(horizon)[walk.cutoffs]
    known = ~np.isnan(returns)
    outcomes, cutoffs = returns[known], walk.cutoffs[known]
    losses = {
        name: pinball(found[horizon].quantiles[known][:, _SCORED], outcomes)
        for name, found in walk.predictions.items()
    }
    model = walk.predictions[MODEL][horizon]
    quantiles = model.quantiles[known]
    return Forecasts(
        cutoffs=panel.first_open_time + cutoffs * HOUR_S,
        losses=losses,
        covered={
            percent: (quantiles[:, LEVELS.index(low)] <= outcomes)
            & (outcomes <= quantiles[:, LEVELS.index(high)])
            for percent, low, high in INTERVALS
        },
        rank=(quantiles < outcomes[:, None]).sum(axis=1),
        brier=(model.p_up[known] - (outcomes > 0.0)) ** 2,
        log_variance=model.log_variance[known],
        log_realised_variance=panel.log_realised_variances(horizon)[cutoffs],
    )


def _r2(predicted: Floats, realised: Floats) -> float:
    """Share of the realised log variance's spread that was predicted; 0 where it has none."""
    known = ~np.isnan(realised) & ~np.isnan(predicted)
    if not known.any():
        return 0.0
    spread = float(realised[known].var())
    error = float(np.mean((realised[known] - predicted[known]) ** 2))
    return 1.0 - error / spread if spread > 0.0 else 0.0
