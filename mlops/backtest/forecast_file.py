"""Writes a walk's forecasts as CSV: the same forecasts, the same bytes."""

from collections.abc import Iterator

import numpy as np

from functions.domain.distribution import LEVELS
from functions.domain.horizon import Horizon
from functions.domain.scoring import PINBALL_LEVELS
from functions.domain.units import instant_text
from mlops.training.dataset import Floats
from mlops.training.evaluate import MODEL
from mlops.training.forecaster import Predictions
from mlops.training.panel import Panel
from mlops.training.walk_forward import ByHorizon, Walk

COLUMNS = (
    "issued_at", "horizon_hours", *(f"q{round(100 * p):02d}" for p in PINBALL_LEVELS), "p_up",
)  # fmt: skip
DECIMALS = 8
_WRITTEN = [LEVELS.index(level) for level in PINBALL_LEVELS]


def forecast_csv(panel: Panel, walk: Walk) -> str:
    """A row a cutoff and horizon, cutoffs ascending: quantiles of the log return, P(up).

    `issued_at` is the cutoff, with Z. A forecast needs no outcome to be written.
    """
    return "".join(_lines(panel, walk, walk.predictions[MODEL]))


def _lines(panel: Panel, walk: Walk, forecasts: ByHorizon) -> Iterator[str]:
    yield ",".join(COLUMNS) + "\n"
    rows = {horizon: _numbers(forecasts[horizon]) for horizon in Horizon}
    pattern = ",".join([f"%.{DECIMALS}f"] * (len(_WRITTEN) + 1))
    for at, cutoff in enumerate(walk.cutoffs):
        issued_at = instant_text(panel.instant(int(cutoff)))
        for horizon in Horizon:
            numbers = pattern % tuple(rows[horizon][at])
            yield f"{issued_at},{horizon.hours},{numbers}\n"


def _numbers(forecasts: Predictions) -> Floats:
    """Rounded, and no negative zeros."""
    table = np.column_stack([forecasts.quantiles[:, _WRITTEN], forecasts.p_up])
    return np.asarray(np.round(table, DECIMALS) + 0.0, np.float64)
