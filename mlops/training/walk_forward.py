"""The walk-forward: every forecast comes from a fit that knew only its own past.

A fit is made at the start and at the first hour of every month or week after it. What is
handed to a model ends where its knowledge ends, so that it cannot look ahead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from functions.domain.horizon import Horizon
from mlops.training.forecaster import Forecaster, Predictions
from mlops.training.panel import Panel

Refit = Literal["monthly", "weekly"]
Progress = Callable[[str, float], None]
ByHorizon = Mapping[Horizon, Predictions]


@dataclass(frozen=True, slots=True)
class Block:
    """A model, when it is fitted and the cutoffs [fitted_at, until) it then forecasts."""

    model: Forecaster
    fitted_at: int
    until: int


Remember = Callable[[Block, Callable[[], ByHorizon]], ByHorizon]
"""Gives a block's forecasts, made by the given function or remembered from before."""


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """What each model forecast at each readable cutoff."""

    cutoffs: NDArray[np.int64]
    """Positions in the panel, ascending."""
    predictions: Mapping[str, ByHorizon]
    """By the model's name in the walk, a row a cutoff."""


def always_make(block: Block, make: Callable[[], ByHorizon]) -> ByHorizon:  # noqa: ARG001
    """Remembers nothing."""
    return make()


def walk_forward(
    panel: Panel,
    models: Mapping[str, Forecaster],
    first: int,
    last: int,
    refit: Refit,
    progress: Progress,
    remember: Remember = always_make,
) -> Walk:
    """Every model's forecasts at the readable cutoffs in [first, last).

    `progress` hears the stage and the share done. Raises InsufficientData where a model
    cannot be fitted on what is known at `first`.
    """
    edges = list(pairwise(refits(panel, first, last, refit)))
    parts: dict[str, list[ByHorizon]] = {name: [] for name in models}
    done = 0
    for fitted_at, until in edges:
        for name, model in models.items():
            progress("evaluating", done / (len(edges) * len(models)))
            block = Block(model, fitted_at, until)
            parts[name].append(remember(block, partial(_forecast, panel, block)))
            done += 1
    progress("evaluating", 1.0)
    cutoffs = np.arange(first, last)
    return Walk(
        cutoffs[panel.readable[cutoffs]],
        {name: _joined(parts.pop(name)) for name in models},
    )


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


def _forecast(panel: Panel, block: Block) -> ByHorizon:
    cutoffs = np.arange(block.fitted_at, block.until)
    cutoffs = cutoffs[panel.readable[cutoffs]]
    fitted = block.model.fit(panel.until(block.fitted_at))
    return fitted.predict(panel.until(block.until - 1), cutoffs)


def _joined(parts: Sequence[ByHorizon]) -> dict[Horizon, Predictions]:
    return {
        h: Predictions(
            np.concatenate([part[h].quantiles for part in parts]),
            np.concatenate([part[h].p_up for part in parts]),
            np.concatenate([part[h].log_variance for part in parts]),
        )
        for h in Horizon
    }
