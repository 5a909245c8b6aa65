"""Walk-forward evaluation scores the domain's own forecasts, each from its own past."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from functions.domain.artifact import load_artifact
from functions.domain.baseline import EWMA, UNCONDITIONAL
from functions.domain.candle import Candle
from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from functions.domain.model import forecast_all
from functions.domain.scoring import brier, score
from functions.domain.units import HOUR, ratio_text
from mlops.training.dataset import Dataset
from mlops.training.evaluate import MODEL, Evaluation, evaluate
from mlops.training.export import export
from mlops.training.fit import fit
from tests.fakes.market import market

YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def evaluation(dataset: Dataset) -> Evaluation:
    return evaluate(dataset)


def test_a_short_history_is_evaluated_on_what_training_leaves(evaluation: Evaluation) -> None:
    assert evaluation.end - evaluation.start == timedelta(hours=130 * 24 - 2160 - 36)
    assert evaluation.summary(Horizon.H1).forecasts > 700


@pytest.mark.parametrize("horizon", Horizon)
def test_every_forecast_has_its_outcome_in_the_data(
    evaluation: Evaluation, horizon: Horizon
) -> None:
    cutoffs = evaluation.forecasts[horizon].cutoffs
    assert cutoffs[0] >= evaluation.start.timestamp()
    assert cutoffs[-1] + horizon.hours * 3600 <= evaluation.end.timestamp()
    assert np.all(np.diff(cutoffs) > 0)


def test_losses_and_coverage_are_those_of_the_served_forecasts(
    candles: list[Candle], dataset: Dataset, evaluation: Evaluation
) -> None:
    refit_at = datetime(2024, 5, 1, tzinfo=UTC)
    assert evaluation.start < refit_at < evaluation.end
    known = dataset.known_at(refit_at)
    exported = export(fit(known), known)
    artifact = load_artifact(exported.raw, exported.digest)
    closes = {candle.close_time: float(candle.close) for candle in candles}
    for horizon in Horizon:
        found = evaluation.forecasts[horizon]
        later = found.cutoffs >= refit_at.timestamp()
        for row in np.flatnonzero(later)[::29]:
            cutoff = datetime.fromtimestamp(int(found.cutoffs[row]), UTC)
            outcome = float(np.log(closes[cutoff + horizon.length] / closes[cutoff]))
            served = forecast_all(artifact, candles, cutoff, [horizon])[horizon]
            for name, distribution in {MODEL: served.model, **served.baselines}.items():
                expected = score(distribution, outcome)
                assert ratio_text(float(found.losses[name][row])) == ratio_text(expected.pinball)
                assert found.losses[name][row] == pytest.approx(expected.pinball, rel=1e-9)
                if name == MODEL:
                    assert {p: bool(hit[row]) for p, hit in found.covered.items()} == (
                        expected.covered
                    )
            p_up = float(ratio_text(served.model.p_up()))
            assert found.brier[row] == pytest.approx(brier(p_up, outcome), abs=2e-6)


def test_the_future_changes_no_loss(dataset: Dataset, evaluation: Evaluation) -> None:
    end = evaluation.end - timedelta(days=10)
    shorter = evaluate(dataset.known_at(end), start=evaluation.start)
    for horizon in Horizon:
        known = shorter.forecasts[horizon]
        count = len(known.cutoffs)
        assert count > 0
        for name, losses in known.losses.items():
            assert np.array_equal(losses, evaluation.forecasts[horizon].losses[name][:count])


def test_a_period_can_be_summed_up_alone(evaluation: Evaluation) -> None:
    middle = evaluation.start + timedelta(days=10)
    parts = [
        evaluation.summary(Horizon.H4, end=middle),
        evaluation.summary(Horizon.H4, start=middle),
    ]
    whole = evaluation.summary(Horizon.H4)
    assert sum(part.forecasts for part in parts) == whole.forecasts
    weighted = sum(part.forecasts * part.pinball[MODEL] for part in parts)
    assert weighted / whole.forecasts == pytest.approx(whole.pinball[MODEL])
    with pytest.raises(InsufficientData, match="no forecast at 4h"):
        evaluation.summary(Horizon.H4, start=evaluation.end)


def test_progress_goes_from_nothing_to_all(dataset: Dataset) -> None:
    heard: list[tuple[str, float]] = []
    evaluate(dataset, refit="weekly", progress=lambda stage, share: heard.append((stage, share)))
    shares = [share for _, share in heard]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len(shares) > 5


def test_too_short_a_history_is_refused_with_the_number_needed() -> None:
    with pytest.raises(InsufficientData, match=r"2400 hours .* 2496 in all"):
        evaluate(Dataset.from_candles(market(2400)))


def test_a_start_without_training_before_it_is_refused(dataset: Dataset) -> None:
    with pytest.raises(InsufficientData, match="2160 before its start"):
        evaluate(dataset, start=datetime(2024, 1, 2, tzinfo=UTC))


def test_the_model_beats_both_baselines_where_volatility_clusters() -> None:
    found = evaluate(Dataset.from_candles(market(300 * 24, seed=4)))
    for horizon in (Horizon.H1, Horizon.H4):
        summary = found.summary(horizon)
        assert summary.ratio(UNCONDITIONAL) < 0.97
        assert summary.ratio(EWMA) < 0.97
        assert summary.coverage[80] == pytest.approx(0.8, abs=0.04)


RATIOS_TO_EWMA_MAX = {Horizon.H1: 0.953, Horizon.H4: 0.954, Horizon.H24: 0.975, Horizon.D7: 0.964}
COVERAGE_80 = {
    Horizon.H1: (0.77, 0.83),
    Horizon.H4: (0.77, 0.83),
    Horizon.H24: (0.76, 0.84),
    Horizon.D7: (0.74, 0.88),
}


def test_the_last_real_year_is_forecast_as_well_as_is_known_to_be_possible(
    history: Dataset,
) -> None:
    end = datetime(2025, 8, 1, tzinfo=UTC)
    if history.closed_at < end:
        pytest.skip("CANDOR_HISTORY ends before August 2025")
    found = evaluate(history.known_at(end + 0 * HOUR), end - YEAR, end)
    for horizon in Horizon:
        summary = found.summary(horizon)
        low, high = COVERAGE_80[horizon]
        assert summary.ratio(EWMA) < RATIOS_TO_EWMA_MAX[horizon]
        assert summary.ratio(UNCONDITIONAL) < 0.95
        assert low < summary.coverage[80] < high
