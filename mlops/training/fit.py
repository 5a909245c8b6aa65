"""All numbers of a served forecast, fitted on what was known at one instant."""

from functions.domain.artifact import HorizonBaseline, Parameters
from functions.domain.horizon import Horizon
from mlops.training.baselines import Ewma, GarchT, Rolling, Unconditional
from mlops.training.dataset import Dataset
from mlops.training.extremes import fit_extremes
from mlops.training.panel import Panel, panel
from mlops.training.regime import fit_regimes
from mlops.training.two_stage_har import TwoStageHar


def fit(dataset: Dataset) -> Parameters:
    """The parameters fitted on a whole dataset; InsufficientData as the models' fits."""
    return fit_panel(panel(dataset))


def fit_panel(panel: Panel) -> Parameters:
    """The parameters of the model and the baselines, each by the fit of the walk-forward."""
    har = TwoStageHar().fit(panel)
    volatilities = har.volatilities(panel)
    unconditional, rolling, ewma = (
        baseline.fit(panel).quantiles for baseline in (Unconditional(), Rolling(), Ewma())
    )
    return Parameters(
        season=har.season,
        horizons=har.horizons,
        baselines={h: HorizonBaseline(unconditional[h], ewma[h], rolling[h]) for h in Horizon},
        garch=GarchT().fit(panel).garch,
        extremes=fit_extremes(panel, {h: one.scale for h, one in volatilities.items()}),
        regimes=fit_regimes(panel, {h: one.log_variance for h, one in volatilities.items()}),
    )
