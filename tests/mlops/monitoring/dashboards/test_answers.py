"""Prometheus understands every question and answers it, once every series of the catalogue is told.

That the product tells them is shown in tests/slow/test_dashboards.py, on the product itself.
"""

import shutil
import time
from collections.abc import Iterator
from html import escape

import pytest

from mlops.local.settings import REPOSITORY
from mlops.monitoring.dashboards.every import DASHBOARDS
from mlops.monitoring.dashboards.panel import Kind, Panel, Query, Unit
from mlops.monitoring.preview.answers import Span, ask, ask_all, known_span
from mlops.monitoring.preview.page import preview
from mlops.monitoring.preview.prometheus import Prometheus, Series
from tests.mlops.monitoring.synthetic import prometheus

RULES = sorted((REPOSITORY / "mlops/monitoring/prometheus/rules").glob("*.yml"))
RECORDED_S_MAX = 30.0


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus with half an hour of everything, that evaluates our rules each second."""
    if shutil.which("prometheus") is None or shutil.which("promtool") is None:
        pytest.skip("Prometheus is not installed (apt-get install prometheus)")
    with prometheus(tmp_path_factory.mktemp("past"), hours=0.5, rules=RULES) as address:
        yield address


@pytest.fixture
def asked(url: str) -> Iterator[Prometheus]:
    """The same, to be asked."""
    with Prometheus(url) as server:
        yield server


def unanswered(asked: Prometheus, span: Span) -> list[str]:
    """The panels with a query that has no number, and the query."""
    return [
        f"{uid}: {answer.panel.title}: {query.expr}"
        for uid, answers in ask_all(asked, DASHBOARDS, span).items()
        for answer in answers
        for query in answer.unanswered
    ]


def test_every_question_of_every_panel_has_an_answer(asked: Prometheus) -> None:
    deadline = time.monotonic() + RECORDED_S_MAX
    while missing := unanswered(asked, Span.until(asked.clock(), 0.4)):
        assert time.monotonic() < deadline, "\n".join(missing)
        time.sleep(1)


def test_a_question_without_an_answer_is_found(asked: Prometheus) -> None:
    span = Span.until(asked.clock(), 0.4)
    queries = (Query("up", "up"), Query("down", "down"), Query("0 / 0 * up", "never a number"))
    for kind in (Kind.LINES, Kind.VALUES):
        answer = ask(asked, Panel("Planted", kind, queries, Unit.COUNT), span)
        assert [query.expr for query in answer.unanswered] == ["down", "0 / 0 * up"]


def test_the_time_that_is_drawn_begins_where_something_is_known(asked: Prometheus) -> None:
    span = known_span(asked, 24.0)
    assert 0.4 < (span.end - span.start) / 3600.0 < 0.8


def test_a_server_that_has_just_started_is_drawn_over_a_step(
    asked: Prometheus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_the_last(*given: object) -> list[Series]:
        *_, end, _ = given
        assert isinstance(end, float)
        return [Series({}, ((end, 1.0),))]

    monkeypatch.setattr(asked, "over", only_the_last)
    span = known_span(asked, 24.0)
    assert span.end - span.start > 0


def test_the_page_of_it_needs_nothing_else(url: str) -> None:
    page = preview(url, hours=1)
    for dashboard in DASHBOARDS:
        for panel in dashboard.panels():
            assert escape(panel.title) in page
    for outside in ("<script", "src=", "@import", "url(", "http-equiv"):
        assert outside not in page
    assert "panels have data" in page
