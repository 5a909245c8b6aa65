"""What MLflow is told is the training: its numbers, its input, its code, its pictures."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest

from functions.domain.distribution import LEVELS
from functions.domain.horizon import Horizon
from mlops.training.dataset import Dataset
from mlops.training.entry import TrainingEntry
from mlops.training.plots import observed_shares, pit_shares
from mlops.training.quarters import Quarter, quarters
from mlops.training.train import MODEL_NAME, TrainReport
from tests.mlops.training.trainings import entry, trained


@pytest.fixture(scope="module")
def report(dataset: Dataset) -> TrainReport:
    return trained(dataset)


@pytest.fixture(scope="module")
def told(report: TrainReport) -> TrainingEntry:
    return entry(report)


def test_every_horizon_has_its_losses_and_coverage_beside_the_baselines(
    report: TrainReport, told: TrainingEntry
) -> None:
    whole = {metric.key: metric.value for metric in told.metrics if metric.step == 0}
    for horizon in Horizon:
        summary = report.evaluation.summary(horizon)
        for name, loss in summary.pinball.items():
            assert whole[f"{horizon}.pinball.{name}"] == loss
        assert whole[f"{horizon}.pinball_ratio.ewma"] == summary.ratio("ewma")
        assert whole[f"{horizon}.coverage.80"] == summary.coverage[80]


def test_the_parameters_are_those_of_both_stages(report: TrainReport, told: TrainingEntry) -> None:
    for horizon, fitted in report.parameters.horizons.items():
        slopes = told.parameters[f"{horizon}.slopes"].split()
        assert [float(one) for one in slopes] == pytest.approx(fitted.slopes, rel=1e-3)
        assert float(told.parameters[f"{horizon}.scale"]) == pytest.approx(fitted.scale, rel=1e-5)
        centre = told.parameters[f"{horizon}.centre"].split()
        assert [float(one) for one in centre] == pytest.approx(fitted.centre, rel=1e-3)
        drift = float(told.parameters[f"{horizon}.drift"])
        assert drift == pytest.approx(fitted.offsets[8], rel=1e-3)
        assert (drift != 0.0) == (horizon is Horizon.D7)


def test_the_quarters_add_up_to_the_whole(report: TrainReport, told: TrainingEntry) -> None:
    for horizon in Horizon:
        key = f"{horizon}.by_quarter.forecasts"
        parts = [metric for metric in told.metrics if metric.key == key]
        assert sum(part.value for part in parts) == report.evaluation.summary(horizon).forecasts
        assert [part.step for part in parts] == sorted({part.step for part in parts})


def test_quarters_follow_the_calendar(report: TrainReport) -> None:
    assert Quarter(2025, 4).next() == Quarter(2026, 1)
    assert (Quarter(2026, 2).start.month, Quarter(2026, 2).name) == (4, "2026Q2")
    found = quarters(report.evaluation)
    assert found[0].start <= report.evaluation.start < found[0].next().start
    assert found[-1].start < report.evaluation.end <= found[-1].next().start


def test_ranks_count_the_quantiles_below_the_outcome(report: TrainReport) -> None:
    for horizon in Horizon:
        forecasts = report.evaluation.forecasts[horizon]
        shares = observed_shares(report.evaluation, horizon)
        assert np.all(np.diff(shares) >= 0.0)
        low, high = LEVELS.index(0.1), LEVELS.index(0.9)
        inside = (forecasts.rank > low) & (forecasts.rank <= high)
        assert abs(inside.mean() - forecasts.covered[80].mean()) < 1e-3
        tenths = pit_shares(report.evaluation, horizon)
        assert tenths.shape == (10,)
        assert tenths.sum() == pytest.approx(1.0)
        assert tenths[0] == pytest.approx(shares[low])


def test_every_picture_is_whole_svg_with_a_panel_a_horizon(told: TrainingEntry) -> None:
    pictures = {name: text for name, text in told.files.items() if name.endswith(".svg")}
    assert sorted(pictures) == [
        "calibration/coverage.svg", "calibration/pit.svg", "calibration/reliability.svg",
    ]  # fmt: skip
    for text in pictures.values():
        words = [one.text for one in ElementTree.fromstring(text).iter() if one.text]
        assert [word for word in words if word in set(Horizon)] == list(Horizon)


def test_the_card_and_the_tags_name_input_code_and_promotion(
    report: TrainReport, told: TrainingEntry
) -> None:
    card = told.files["model_card.md"]
    for word in (report.model.digest, report.snapshot, report.data_digest, "0123abc", "| 24h |"):
        assert word in card
    assert card.startswith(f"# {MODEL_NAME}, version")
    assert "two-stage HAR" in card
    assert told.tags["candor.artifact"] == report.model.digest
    assert told.tags["candor.promotion.ledger_index"] == "4"
    assert told.tags["candor.snapshot"] == told.dataset["snapshot"] == report.snapshot
    assert told.tags["candor.lock_digest"].startswith("sha256:")


def test_the_example_fits_the_signature_and_the_artifact_is_the_exported_one(
    report: TrainReport, told: TrainingEntry
) -> None:
    signature = json.loads(told.files["model/signature.json"])
    example = json.loads(told.files["model/input_example.json"])
    assert [one["name"] for one in json.loads(signature["inputs"])] == example["columns"]
    assert all(len(row) == len(example["columns"]) for row in example["data"])
    assert example["data"][-1][4] == report.dataset.close[-1]
    assert told.files["model/artifact.json"].encode() == report.artifact
