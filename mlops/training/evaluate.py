"""Walk-forward evaluation: every forecast uses a fit that knew only its own past."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from functions.domain.artifact import HorizonModel, Parameters
from functions.domain.baseline import EWMA, UNCONDITIONAL
from functions.domain.distribution import LEVELS
from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from functions.domain.scoring import INTERVALS, PINBALL_LEVELS
from mlops.training.dataset import HOUR_S, Dataset, Floats
from mlops.training.fit import TRAINING_HOURS_MIN, fit_until, pinball
from mlops.training.panel import Panel, panel
from mlops.training.predict import predicted_log_volatility, shrunk_volatility

MODEL = "model"
FORECASTERS: tuple[str, ...] = (MODEL, UNCONDITIONAL, EWMA)
EVALUATION_LENGTH = timedelta(days=365)
EVALUATION_HOURS_MIN = 14 * 24
"""Two 7-day horizons: with less nothing can be said about the longest."""

Refit = Literal["monthly", "weekly"]
Progress = Callable[[str, float], None]
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
    log_variance: Floats
    """What the regression said of the log of the variance to come."""
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


def walk_forward(
    dataset: Dataset,
    start: datetime | None = None,
    end: datetime | None = None,
    refit: Refit = "monthly",
    progress: Progress = silent,
) -> Evaluation:
    """Forecast every hour of [start, end), fitting anew at each month's or week's start.

    Without `start`, the last 365 days, or less where the training minimum needs them;
    without `end`, to the newest candle. `progress` hears the stage and the share done.
    Raises InsufficientData when fewer hours than the two minimums together are there.
    """
    whole = panel(dataset)
    first, last = _span(whole, start, end)
    edges = refits(whole, first, last, refit)
    parts: dict[Horizon, list[Forecasts]] = {horizon: [] for horizon in Horizon}
    for done, (fitted_at, until) in enumerate(pairwise(edges)):
        progress("evaluating", done / (len(edges) - 1))
        parameters = fit_until(whole, fitted_at)
        features = whole.features(parameters.season)
        for horizon in Horizon:
            cutoffs = np.arange(fitted_at, until)
            parts[horizon].append(_forecasts(whole, parameters, features, horizon, cutoffs))
    progress("evaluating", 1.0)
    joined = {horizon: _joined(found) for horizon, found in parts.items()}
    return Evaluation(whole.instant(first), whole.instant(last), refit, joined)


def _span(panel: Panel, start: datetime | None, end: datetime | None) -> tuple[int, int]:
    """First and last + 1 cutoff; the start leaves the training minimum before it."""
    last = panel.hours if end is None else min(panel.cutoff(end), panel.hours)
    present = np.cumsum(~np.isnan(panel.close))
    earliest = int(np.searchsorted(present, TRAINING_HOURS_MIN)) + 1
    wanted = last - EVALUATION_LENGTH // timedelta(hours=1)
    first = max(earliest, wanted) if start is None else panel.cutoff(start)
    if first < earliest or last - first < EVALUATION_HOURS_MIN:
        raise InsufficientData(
            f"{int(present[max(0, last - 1)])} hours of candles are known; evaluation needs"
            f" {TRAINING_HOURS_MIN} before its start and {EVALUATION_HOURS_MIN} after it,"
            f" {TRAINING_HOURS_MIN + EVALUATION_HOURS_MIN} in all"
        )
    return first, last


def refits(panel: Panel, first: int, last: int, refit: Refit) -> list[int]:
    """The cutoffs at which a fit is made, and the end: `first`, then each period's start."""
    edges = [first]
    while edges[-1] < last:
        at = panel.instant(edges[-1])
        midnight = datetime(at.year, at.month, at.day, tzinfo=UTC)
        if refit == "weekly":
            following = midnight + timedelta(days=7 - at.weekday())
        else:
            following = (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)
        edges.append(min(panel.cutoff(following), last))
    return edges


def _forecasts(
    panel: Panel,
    parameters: Parameters,
    features: Floats,
    horizon: Horizon,
    cutoffs: NDArray[np.int64],
) -> Forecasts:
    returns = panel.returns(horizon)
    cutoffs = cutoffs[panel.readable[cutoffs] & ~np.isnan(returns[cutoffs])]
    outcomes = returns[cutoffs]
    log_volatility = predicted_log_volatility(panel, parameters, features, horizon)[cutoffs]
    quantiles = {
        MODEL: _model_quantiles(parameters.horizons[horizon], log_volatility),
        UNCONDITIONAL: np.tile(parameters.baselines[horizon].unconditional, (len(cutoffs), 1)),
        EWMA: np.outer(
            np.sqrt(panel.ewma_variance[cutoffs] * horizon.hours),
            parameters.baselines[horizon].ewma,
        ),
    }
    return Forecasts(
        cutoffs=panel.first_open_time + cutoffs * HOUR_S,
        losses={name: pinball(q[:, _SCORED], outcomes) for name, q in quantiles.items()},
        covered={
            percent: (quantiles[MODEL][:, LEVELS.index(low)] <= outcomes)
            & (outcomes <= quantiles[MODEL][:, LEVELS.index(high)])
            for percent, low, high in INTERVALS
        },
        rank=(quantiles[MODEL] < outcomes[:, None]).sum(axis=1),
        log_variance=2.0 * log_volatility,
        log_realised_variance=panel.log_realised_variances(horizon)[cutoffs],
    )


def _model_quantiles(har: HorizonModel, log_volatility: Floats) -> Floats:
    volatility = shrunk_volatility(log_volatility, har.centre, har.shrink)
    return np.outer(volatility, har.quantiles)


def _joined(parts: list[Forecasts]) -> Forecasts:
    return Forecasts(
        cutoffs=np.concatenate([part.cutoffs for part in parts]),
        losses={
            name: np.concatenate([part.losses[name] for part in parts]) for name in FORECASTERS
        },
        covered={
            percent: np.concatenate([part.covered[percent] for part in parts])
            for percent, _, _ in INTERVALS
        },
        rank=np.concatenate([part.rank for part in parts]),
        log_variance=np.concatenate([part.log_variance for part in parts]),
        log_realised_variance=np.concatenate([part.log_realised_variance for part in parts]),
    )


def _r2(predicted: Floats, realised: Floats) -> float:
    """Share of the realised log variance's spread that was predicted; 0 where it has none."""
    known = ~np.isnan(realised)
    if not known.any():
        return 0.0
    spread = float(realised[known].var())
    error = float(np.mean((realised[known] - predicted[known]) ** 2))
    return 1.0 - error / spread if spread > 0.0 else 0.0
