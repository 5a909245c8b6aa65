"""Writes a fit as the bytes that serving loads by digest."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from functions.domain.artifact import (
    SCHEMA,
    SCHEMA_VERSION,
    Garch,
    HorizonBaseline,
    HorizonModel,
    Parameters,
    load_artifact,
)
from functions.domain.canonical import canonical_json, sha256_digest
from functions.domain.horizon import Horizon
from functions.domain.regime import RegimeModel
from functions.domain.units import instant_text
from mlops.training.dataset import Dataset
from mlops.training.evaluate import Evaluation, Summary

SIGNIFICANT_DIGITS = 12
"""Linear algebra differs between processors in the last digits, which say nothing."""


class Exported(NamedTuple):
    """An artifact's bytes and their `sha256:…`."""

    raw: bytes
    digest: str


def export(
    parameters: Parameters, dataset: Dataset, evaluation: Evaluation | None = None
) -> Exported:
    """The artifact of parameters fitted on the dataset; the same input, the same bytes.

    Raises ArtifactRefused when serving would refuse the bytes.
    """
    raw = canonical_json(document(parameters, dataset, evaluation))
    digest = sha256_digest(raw)
    load_artifact(raw, digest)
    return Exported(raw, digest)


def document(
    parameters: Parameters, dataset: Dataset, evaluation: Evaluation | None
) -> dict[str, Any]:
    """The artifact as `functions.domain.artifact` describes it."""
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "trained_until": instant_text(dataset.closed_at),
        "training_hours": len(dataset),
        "data_digest": dataset.digest,
        "season": _texts(parameters.season.factors),
        "horizons": {str(h): _model(parameters.horizons[h]) for h in Horizon},
        "baselines": {str(h): _baseline(parameters.baselines[h]) for h in Horizon},
        "garch": _garch(parameters.garch),
        "extremes": {str(h): _texts(one.quantiles) for h, one in parameters.extremes.items()},
        "regimes": {str(h): _regime(one) for h, one in parameters.regimes.items()},
        "evaluation": None if evaluation is None else evaluation_document(evaluation),
    }


def evaluation_document(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation's table: losses in log-return units, coverage as shares."""
    return {
        "start": instant_text(evaluation.start),
        "end": instant_text(evaluation.end),
        "refit": evaluation.refit,
        "horizons": {str(h): _summary(evaluation.summary(h)) for h in Horizon},
    }


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "forecasts": summary.forecasts,
        "pinball": {name: number_text(loss) for name, loss in summary.pinball.items()},
        "coverage": {str(p): number_text(share) for p, share in summary.coverage.items()},
        "log_variance_r2": number_text(summary.log_variance_r2),
    }


def _model(har: HorizonModel) -> dict[str, Any]:
    return {
        "intercept": number_text(har.intercept),
        "slopes": _texts(har.slopes),
        "scale": number_text(har.scale),
        "level_exponent": number_text(har.level_exponent),
        "season_exponent": number_text(har.season_exponent),
        "centre": _texts(har.centre),
        "quantiles": _texts(har.quantiles),
        "offsets": _texts(har.offsets),
    }


def _baseline(baseline: HorizonBaseline) -> dict[str, Any]:
    return {
        "unconditional": _texts(baseline.unconditional),
        "ewma": _texts(baseline.ewma),
        "rolling": _texts(baseline.rolling),
    }


def _garch(garch: Garch) -> dict[str, Any]:
    return {
        "variance": number_text(garch.variance),
        "alpha": number_text(garch.alpha),
        "beta": number_text(garch.beta),
        "quantiles": _texts(garch.quantiles),
    }


def _regime(model: RegimeModel) -> dict[str, Any]:
    return {"threshold": number_text(model.threshold), "errors": _texts(model.errors.returns)}


def _texts(numbers: Iterable[float]) -> list[str]:
    return [number_text(number) for number in numbers]


def number_text(number: float) -> str:
    """A float, rounded to `SIGNIFICANT_DIGITS`, as the shortest text that reads back the same.

    >>> number_text(0.1 + 0.2), number_text(-0.0)
    ('0.3', '0.0')
    """
    rounded = float(f"{number:.{SIGNIFICANT_DIGITS}g}")
    return repr(rounded + 0.0)
