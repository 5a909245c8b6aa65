"""The four baselines of functions.domain.baseline, fitted and forecast at many cutoffs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.domain.artifact import Garch
from functions.domain.baseline import EWMA, GARCH, ROLLING, UNCONDITIONAL
from functions.domain.distribution import LEVELS, Distribution
from functions.domain.errors import InsufficientData
from functions.domain.features import VARIANCE_MIN
from functions.domain.horizon import Horizon
from mlops.training.dataset import Floats
from mlops.training.forecaster import Predictions
from mlops.training.garch import fit_garch
from mlops.training.panel import Panel, windowed
from mlops.training.quantiles import floats

ROLLING_HOURS = 365 * 24
Quantiles = Mapping[Horizon, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class FittedQuantiles:
    """Quantiles of past returns, the same at every cutoff."""

    quantiles: Quantiles

    def predict(self, panel: Panel, cutoffs: NDArray[np.int64]) -> dict[Horizon, Predictions]:
        """The fit's quantiles, a row a cutoff."""
        assert len(panel.close) >= int(cutoffs.max(initial=0))
        return {
            h: _predictions(q, np.ones(len(cutoffs)), np.full(len(cutoffs), np.nan))
            for h, q in self.quantiles.items()
        }


@dataclass(frozen=True, slots=True)
class Unconditional:
    """All past returns."""

    name: str = UNCONDITIONAL

    def fit(self, panel: Panel) -> FittedQuantiles:
        """InsufficientData where no outcome is known at a horizon."""
        return FittedQuantiles({h: _quantiles(panel.returns(h), h) for h in Horizon})


@dataclass(frozen=True, slots=True)
class Rolling:
    """The returns that ended in the last 365 days."""

    name: str = ROLLING

    def fit(self, panel: Panel) -> FittedQuantiles:
        """InsufficientData where no outcome of the last year is known at a horizon."""
        return FittedQuantiles(
            {h: _quantiles(panel.returns(h)[-ROLLING_HOURS - h.hours :], h) for h in Horizon}
        )


@dataclass(frozen=True, slots=True)
class FittedEwma:
    """Quantiles of past returns in units of their EWMA volatility."""

    quantiles: Quantiles

    def predict(self, panel: Panel, cutoffs: NDArray[np.int64]) -> dict[Horizon, Predictions]:
        """Volatility grows with the root of the horizon."""
        found = {}
        for horizon, quantiles in self.quantiles.items():
            variance = panel.ewma_variance[cutoffs] * horizon.hours
            found[horizon] = _predictions(quantiles, np.sqrt(variance), np.log(variance))
        return found


@dataclass(frozen=True, slots=True)
class Ewma:
    """Filtered historical simulation on exponentially weighted volatility."""

    name: str = EWMA

    def fit(self, panel: Panel) -> FittedEwma:
        """InsufficientData where no outcome is known at a horizon."""
        found = {}
        for horizon in Horizon:
            volatility = np.sqrt(panel.ewma_variance * horizon.hours)
            scaled = np.where(panel.readable, panel.returns(horizon) / volatility, np.nan)
            found[horizon] = _quantiles(scaled, horizon)
        return FittedEwma(found)


@dataclass(frozen=True, slots=True)
class FittedGarchT:
    """GARCH(1,1)-t, one for all horizons."""

    garch: Garch

    def predict(self, panel: Panel, cutoffs: NDArray[np.int64]) -> dict[Horizon, Predictions]:
        """The domain's recursion, over its window, as one convolution."""
        garch = self.garch
        news = windowed(panel.hourly_return**2 - garch.variance, garch.beta)[cutoffs]
        coming = np.maximum(garch.variance + garch.alpha * news, VARIANCE_MIN)
        found = {}
        for horizon in Horizon:
            geometric = ((garch.alpha + garch.beta) ** np.arange(horizon.hours)).sum()
            total = horizon.hours * garch.variance + (coming - garch.variance) * geometric
            total = np.maximum(total, horizon.hours * VARIANCE_MIN)
            found[horizon] = _predictions(garch.quantiles, np.sqrt(total), np.log(total))
        return found


@dataclass(frozen=True, slots=True)
class GarchT:
    """Maximum likelihood on the last two years of hourly returns."""

    name: str = GARCH

    def fit(self, panel: Panel) -> FittedGarchT:
        """InsufficientData where too few hourly returns are known."""
        return FittedGarchT(fit_garch(panel.hourly_return**2))


def _quantiles(returns: Floats, horizon: Horizon) -> tuple[float, ...]:
    known = returns[~np.isnan(returns)]
    if not len(known):
        raise InsufficientData(f"no outcome at {horizon} is known")
    return floats(np.quantile(known, LEVELS))


def _predictions(
    quantiles: tuple[float, ...], volatility: Floats, log_variance: Floats
) -> Predictions:
    """A shape times a scale a cutoff: P(up) is the shape's."""
    p_up = Distribution(quantiles).p_up()
    return Predictions(
        np.outer(volatility, quantiles), np.full(len(volatility), p_up), log_variance
    )
