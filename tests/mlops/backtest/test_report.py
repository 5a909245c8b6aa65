"""The report is one file that needs nothing else, and its pictures show the numbers."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import numpy as np
import pytest

from functions.domain.horizon import Horizon
from mlops.backtest import charts
from mlops.backtest.backtest import Backtest, backtest
from mlops.backtest.report import report_html
from mlops.backtest.table import COMPARED, cells, measure
from mlops.training.dataset import Dataset
from mlops.training.evaluate import MODEL
from mlops.training.registry import model_named
from mlops.training.walk_forward import always_make
from tests.fakes.market import market

START = datetime(2024, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return Dataset.from_candles(market(130 * 24, seed=5))


@pytest.fixture(scope="module")
def test(dataset: Dataset) -> Backtest:
    return backtest(
        dataset, model_named("log-har"), START, datetime(2025, 1, 1, tzinfo=UTC),
        lambda *_: None, lambda *_: always_make,
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(test: Backtest) -> str:
    return report_html(test)


def test_the_page_needs_nothing_from_elsewhere(page: str) -> None:
    assert re.findall(r"(?:src|href)=", page) == []
    assert set(re.findall(r"https?://[^\"' ]+", page)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in page
    assert "<script" not in page


def test_every_horizon_has_its_pictures_and_they_are_whole(page: str) -> None:
    pictures = re.findall(r"<svg class=\"chart\" xmlns.*?</svg>", page)
    assert len(pictures) == 3 + 5 * len(Horizon)
    for picture in pictures:
        for element in ElementTree.fromstring(picture).iter():
            assert not any("nan" in value or "inf" in value for value in element.attrib.values())
    assert re.findall(r"<h2>(\w+)</h2>", page) == list(Horizon)


def test_the_tables_say_what_was_measured(test: Backtest, page: str) -> None:
    for horizon in Horizon:
        row = measure(test, horizon)
        assert row is not None
        found = test.evaluation.forecasts[horizon]
        for name in COMPARED:
            expected = found.losses[MODEL].mean() / found.losses[name].mean()
            assert row.ratios[name].value == pytest.approx(expected)
            assert f"<td>{expected:.3f}" in page
        assert f"<td>{row.coverage[80]:.3f}</td>" in page
        assert f"<td>{row.forecasts:,}</td>" in page


def test_the_skill_of_p_up_is_told_with_its_interval(dataset: Dataset) -> None:
    leaning = backtest(
        dataset, model_named("champion"), START, datetime(2025, 1, 1, tzinfo=UTC),
        lambda *_: None, lambda *_: always_make,
    )  # fmt: skip
    row = measure(leaning, Horizon.H1)
    assert row is not None
    brier = leaning.evaluation.forecasts[Horizon.H1].brier
    assert row.p_up.value == pytest.approx(1.0 - brier.mean() / 0.25)
    assert row.p_up.low < row.p_up.value < row.p_up.high
    assert cells(row)[-1] == f"{row.p_up.value:+.4f} ({row.p_up.low:+.4f}–{row.p_up.high:+.4f})"
    half = measure(leaning, Horizon.H4)
    assert half is not None
    assert cells(half)[-1] == "+0.0000"


def test_a_third_of_the_forecasts_lies_in_each_third_of_volatility(test: Backtest) -> None:
    for horizon in Horizon:
        third = charts.volatility_third(test, test.evaluation.forecasts[horizon].cutoffs)
        assert np.bincount(third) / len(third) == pytest.approx([1 / 3] * 3, abs=0.01)


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ((2018, 1, 1), (2025, 1, 1), ["2018", "2020", "2022", "2024"]),
        ((2024, 2, 2), (2024, 6, 1), ["Mar 24", "Apr 24", "May 24", "Jun 24"]),
        ((2024, 2, 2), (2024, 2, 9), ["02 Feb 2024"]),
    ],
)
def test_time_is_labelled_at_the_starts_of_months_and_years(
    first: tuple[int, int, int], last: tuple[int, int, int], labels: list[str]
) -> None:
    axis = charts.time_axis(*(datetime(*day, tzinfo=UTC).timestamp() for day in (first, last)))
    assert [label for _, label in axis.ticks] == labels
