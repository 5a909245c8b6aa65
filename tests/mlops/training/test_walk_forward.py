"""A walk hands each fit what was known, at the calendar's edges, and nothing later."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from functions.domain.distribution import LEVELS
from functions.domain.errors import InvalidInput
from functions.domain.horizon import Horizon
from mlops.training.dataset import Dataset
from mlops.training.forecaster import Predictions
from mlops.training.panel import Panel, panel
from mlops.training.registry import BASELINE_MODELS, CHAMPION, MODELS, model_named
from mlops.training.walk_forward import refits, walk_forward


@dataclass
class Watcher:
    """A model that notes how far what it is given reaches."""

    name: str = "watcher"
    fitted: list[int] = field(default_factory=list)
    forecast: list[tuple[int, int, int]] = field(default_factory=list)

    def fit(self, panel: Panel) -> "Watcher":
        assert not np.isnan(panel.returns(Horizon.D7)[: panel.hours - 167]).all()
        self.fitted.append(panel.hours)
        return self

    def predict(self, panel: Panel, cutoffs: NDArray[np.int64]) -> dict[Horizon, Predictions]:
        self.forecast.append((int(cutoffs[0]), int(cutoffs[-1]), panel.hours))
        rows = len(cutoffs)
        return {
            h: Predictions(np.zeros((rows, len(LEVELS))), np.full(rows, 0.5), np.zeros(rows))
            for h in Horizon
        }


def walked(dataset: Dataset) -> tuple[Panel, Watcher, NDArray[np.int64]]:
    whole, watcher = panel(dataset), Watcher()
    first, last = 95 * 24 + 7, whole.hours + 1
    walk = walk_forward(whole, {"it": watcher}, first, last, "monthly", lambda *_: None)
    return whole, watcher, walk.cutoffs


def test_no_fit_and_no_forecast_is_handed_an_hour_that_had_not_closed(dataset: Dataset) -> None:
    whole, watcher, _ = walked(dataset)
    edges = refits(whole, 95 * 24 + 7, whole.hours + 1, "monthly")
    assert watcher.fitted == edges[:-1]
    for (first, last, hours), fitted_at, until in zip(
        watcher.forecast, edges, edges[1:], strict=False
    ):
        assert fitted_at <= first <= last < until
        assert hours == until - 1  # the last cutoff's own past


def test_fits_are_made_at_the_start_and_at_the_first_hour_of_each_month(dataset: Dataset) -> None:
    whole, watcher, _ = walked(dataset)
    instants = [whole.instant(edge) for edge in watcher.fitted]
    assert instants == [datetime(2024, 4, 5, 7, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)]


def test_every_readable_cutoff_is_forecast_once_the_newest_too(dataset: Dataset) -> None:
    whole, _, cutoffs = walked(dataset)
    expected = np.flatnonzero(whole.readable[95 * 24 + 7 :]) + 95 * 24 + 7
    assert np.array_equal(cutoffs, expected)
    assert cutoffs[-1] == whole.hours


def test_the_returns_of_a_cut_panel_end_where_it_ends(dataset: Dataset) -> None:
    whole = panel(dataset)
    for horizon in Horizon:
        known = whole.until(1200).returns(horizon)
        assert np.isnan(known[1200 - horizon.hours + 1 :]).all()
        assert np.array_equal(
            known[: 1201 - horizon.hours],
            whole.returns(horizon)[: 1201 - horizon.hours],
            equal_nan=True,
        )


def test_every_model_is_found_by_its_name() -> None:
    assert MODELS["champion"] is CHAMPION
    for model in BASELINE_MODELS:
        assert model_named(model.name) is model


def test_an_unknown_model_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(
        InvalidInput, match="no model 'lstm'; choose from champion, two-stage-har, log-har, uncond"
    ):
        model_named("lstm")
