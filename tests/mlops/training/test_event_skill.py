"""Skill is judged on events whose outcome was known, against references that knew as much."""

from datetime import UTC, datetime, timedelta
from statistics import NormalDist

import numpy as np
import pytest

from functions.domain.chances import CHANCES
from functions.domain.distribution import LEVELS
from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from functions.domain.levels import RunningExtreme
from mlops.training.asked import ask
from mlops.training.dataset import Dataset
from mlops.training.event_skill import Events, event_skill, trailing_frequency
from mlops.training.panel import panel

START = datetime(2024, 1, 1, tzinfo=UTC)


def events(forecast: list[float], reference: list[float], came: list[bool]) -> Events:
    first = int(START.timestamp())
    cutoffs = np.arange(first, first + 3600 * len(came), 3600)
    return Events(cutoffs, np.array(forecast), np.array(reference), np.array(came))


def test_skill_is_the_share_of_the_references_loss_that_is_saved() -> None:
    found = events([0.9, 0.1], [0.5, 0.5], [True, False])
    assert found.skill(START, START + timedelta(hours=2)) == pytest.approx(1 - 0.01 / 0.25)
    assert events([0.5] * 2, [0.5] * 2, [True, False]).skill(
        START, START + timedelta(hours=2)
    ) == pytest.approx(0.0)


def test_only_cutoffs_of_the_period_count() -> None:
    found = events([1.0, 0.0], [0.5, 0.5], [True, True])
    assert found.skill(START, START + timedelta(hours=1)) == pytest.approx(1.0)
    with pytest.raises(InsufficientData, match="no event between"):
        found.skill(START - timedelta(days=1), START)


def test_the_trailing_frequency_knows_only_outcomes_that_have_come() -> None:
    extremes = np.array([0.0, 1.0, 1.0, np.nan, 0.0, 1.0])
    frequency = trailing_frequency(extremes, 0.5, Horizon.H1)
    assert frequency.tolist() == pytest.approx([0.0, 0.0, 1 / 2, 2 / 3, 2 / 3, 2 / 4])
    later = trailing_frequency(extremes, 0.5, Horizon.H4)
    assert later.tolist() == pytest.approx([0.0, 0.0, 0.0, 0.0, 0.0, 1 / 2])


def test_touches_of_both_sides_and_the_regime_are_judged_every_hour(dataset: Dataset) -> None:
    end = dataset.closed_at
    found = event_skill(dataset, end - timedelta(days=20), end)
    for horizon, judged in found.touches.items():
        assert 2 * 400 < len(judged.cutoffs) <= 2 * (20 * 24 - horizon.hours + 1)
        assert ((judged.forecast >= 0.0) & (judged.forecast <= 1.0)).all()
        assert judged.came.any()
    regime = found.regimes[Horizon.H24]
    assert 300 < len(regime.cutoffs) <= 20 * 24 - 23
    assert len(set(regime.reference.tolist())) <= 2 * 2  # two frequencies a fit
    for horizon, asked in found.asked.items():
        assert 400 < len(asked.cutoffs) <= 20 * 24 - horizon.hours + 1
        assert asked.closed_above.shape == (len(asked.cutoffs), len(CHANCES))
        sides = np.concatenate([asked.touched_above, asked.touched_below])
        there = np.tile(asked.touchable, (2, 1))
        off = (sides & there).sum(axis=0) - np.array(CHANCES) * there.sum(axis=0)
        assert there.any()
        assert (np.abs(off) <= 0.15 * there.sum(axis=0)).all()
    hours = found.asked[Horizon.H1]
    assert np.abs(hours.closed_above.mean(axis=0) - CHANCES).max() < 0.1


def test_prices_that_a_walk_asks_for_are_touched_as_its_candles_say(dataset: Dataset) -> None:
    whole = panel(dataset)
    cutoffs = np.arange(whole.hours - 40, whole.hours - 10)
    spread = np.array([NormalDist(0, 0.01).inv_cdf(level) for level in LEVELS])
    extreme = RunningExtreme(
        tuple(NormalDist(0, 0.01).inv_cdf((1 + level) / 2) for level in LEVELS)
    )
    found = ask(
        whole, Horizon.H4, cutoffs, np.tile(spread, (len(cutoffs), 1)), [extreme] * len(cutoffs)
    )
    assert len(found.cutoffs) > 20
    # The price that is touched with a chance of .25 lies 1.15 deviations off on either side.
    off = 0.01 * NormalDist().inv_cdf(1 - 0.25 / 2)
    for row, second in enumerate(found.cutoffs):
        at = whole.cutoff(datetime.fromtimestamp(int(second), UTC))
        began = whole.close[at - 1]
        above = whole.high[at : at + 4].max() >= began * np.exp(off)
        below = whole.low[at : at + 4].min() <= began * np.exp(-off)
        assert (found.touched_above[row, 2], found.touched_below[row, 2]) == (above, below)
        ends = whole.close[at + 3] > began * np.exp(0.01 * NormalDist().inv_cdf(0.75))
        assert found.closed_above[row, 2] == ends
