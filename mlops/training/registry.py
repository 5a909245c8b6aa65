"""Every model that a walk-forward can run, by name."""

from collections.abc import Mapping

from functions.domain.errors import InvalidInput
from mlops.training.baselines import Ewma, GarchT, Rolling, Unconditional
from mlops.training.forecaster import Forecaster
from mlops.training.log_har import LogHar
from mlops.training.two_stage_har import TwoStageHar

CHAMPION: Forecaster = TwoStageHar()
"""The model that `candor model train` fits, exports and promotes."""

BASELINE_MODELS: tuple[Forecaster, ...] = (Unconditional(), Rolling(), Ewma(), GarchT())

MODELS: Mapping[str, Forecaster] = {
    "champion": CHAMPION,
    **{model.name: model for model in (CHAMPION, LogHar(), *BASELINE_MODELS)},
}


def model_named(name: str) -> Forecaster:
    """The model of a name; InvalidInput lists the names there are."""
    try:
        return MODELS[name]
    except KeyError:
        raise InvalidInput(f"there is no model {name!r}; choose from {', '.join(MODELS)}") from None
