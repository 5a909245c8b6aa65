"""What a walk-forward asks of a model: fit on what is known, then forecast cutoffs.

A model is added by writing these two classes and naming it in mlops.training.registry;
tests/contracts/test_walk_forward_models.py then holds it to what every model owes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from functions.domain.horizon import Horizon
from mlops.training.dataset import Floats
from mlops.training.panel import Panel


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """One horizon's forecasts, a row a cutoff."""

    quantiles: Floats
    """(cutoffs, LEVELS), of the log return; non-decreasing along a row."""
    p_up: Floats
    """P(return > 0)."""
    log_variance: Floats
    """What is expected of the log of the variance to come; NaN where nothing is said."""


class Fitted(Protocol):
    """A model with its numbers."""

    def predict(self, panel: Panel, cutoffs: NDArray[np.int64]) -> Mapping[Horizon, Predictions]:
        """Forecasts at readable cutoffs of the panel, which may reach past the fit.

        A row depends on the hours before its cutoff only.
        """
        ...


class Forecaster(Protocol):
    """A model before it knows anything. Its attributes, if any, are its settings."""

    @property
    def name(self) -> str:
        """As on the command line and in every table."""
        ...

    def fit(self, panel: Panel) -> Fitted:
        """The model fitted on all of a panel, which ends where knowledge ends.

        Raises InsufficientData where the panel is too short. The same panel gives the
        same numbers, to the bit.
        """
        ...
