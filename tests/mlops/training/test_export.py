"""An export is one byte string a fit, small, and read back as the same numbers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.artifact import Parameters, load_artifact
from functions.domain.baseline import BASELINES
from functions.domain.candle import Candle
from functions.domain.horizon import Horizon
from functions.domain.model import forecast_all
from functions.domain.units import instant_text
from mlops.training.dataset import Dataset
from mlops.training.evaluate import evaluate
from mlops.training.export import SIGNIFICANT_DIGITS, export, number_text
from mlops.training.fit import fit


@pytest.fixture(scope="module")
def parameters(dataset: Dataset) -> Parameters:
    return fit(dataset)


def test_the_same_candles_give_the_same_bytes(
    candles: list[Candle], dataset: Dataset, parameters: Parameters
) -> None:
    again = Dataset.from_candles(candles)
    assert export(fit(again), again) == export(parameters, dataset)


def test_what_is_loaded_is_what_was_fitted(dataset: Dataset, parameters: Parameters) -> None:
    exported = export(parameters, dataset)
    loaded = load_artifact(exported.raw, exported.digest)
    assert loaded.digest == exported.digest
    assert loaded.trained_until == dataset.closed_at
    assert loaded.training_hours == len(dataset)
    assert loaded.data_digest == dataset.digest
    assert loaded.parameters.season.factors == pytest.approx(parameters.season.factors, rel=1e-11)
    for horizon in Horizon:
        found, fitted = loaded.parameters.horizons[horizon], parameters.horizons[horizon]
        assert found.quantiles == pytest.approx(fitted.quantiles, rel=1e-11)
        assert found.slopes == pytest.approx(fitted.slopes, rel=1e-11)
        assert found.centre == pytest.approx(fitted.centre, rel=1e-11)
        assert found.offsets == pytest.approx(fitted.offsets, rel=1e-11)
        assert (
            found.intercept, found.scale, found.level_exponent, found.season_exponent,
        ) == pytest.approx(
            (fitted.intercept, fitted.scale, fitted.level_exponent, fitted.season_exponent),
            rel=1e-11,
        )  # fmt: skip


def test_the_evaluation_is_on_record(dataset: Dataset, parameters: Parameters) -> None:
    evaluation = evaluate(dataset)
    exported = export(parameters, dataset, evaluation)
    table = json.loads(exported.raw)["evaluation"]
    assert table["start"] == instant_text(evaluation.start)
    assert table["refit"] == "monthly"
    for horizon in Horizon:
        summary, row = evaluation.summary(horizon), table["horizons"][horizon]
        assert row["forecasts"] == summary.forecasts
        assert set(row["pinball"]) == {"model", *BASELINES}
        assert float(row["pinball"]["model"]) == pytest.approx(summary.pinball["model"])
        assert float(row["coverage"]["80"]) == pytest.approx(summary.coverage[80])
    assert len(exported.raw) < 20_000


def test_an_exported_model_forecasts(
    candles: list[Candle], dataset: Dataset, parameters: Parameters
) -> None:
    exported = export(parameters, dataset)
    artifact = load_artifact(exported.raw, exported.digest)
    found = forecast_all(artifact, candles[-400:], dataset.closed_at, Horizon)
    widths = [found[horizon].model.returns[-1] for horizon in Horizon]
    assert widths == sorted(widths)
    assert widths[0] > 0.0


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_to_twelve_digits_and_no_negative_zero(number: float) -> None:
    text = number_text(number)
    assert float(text) == pytest.approx(number, rel=10.0 ** (1 - SIGNIFICANT_DIGITS))
    assert text != "-0.0"
    assert number_text(float(text)) == text
