"""Uptime is the worst of what was promised, over the days on which somebody looked."""

from mlops.release.promotion.watched import Row
from mlops.report.uptime import of_rows


def row(component: str, *days: float | None) -> Row:
    return Row(component=component, days=[None] * 80 + list(days))


def test_the_worst_of_the_promised_parts_counts_over_its_watched_days() -> None:
    rows = [
        row("page", 1.0, 1.0), row("api", None, 0.9998), row("forecasts", 0.99, 1.0),
        row("grafana", 0.1, 0.1),
    ]  # fmt: skip
    found = of_rows(rows, 30)
    assert (found.value, found.samples) == (0.995, 1)
    assert found.said == "page 100 %, api 99.98 %, forecasts 99.5 %; days watched: 1"


def test_days_before_the_window_do_not_count() -> None:
    rows = [row(one, 0.5, 1.0) for one in ("page", "api", "forecasts")]
    assert of_rows(rows, 1).value == 1.0


def test_what_was_not_all_up_is_not_called_100() -> None:
    rows = [row(one, 0.9999999) for one in ("page", "api", "forecasts")]
    assert "100" not in of_rows(rows, 30).said


def test_a_part_that_nobody_watched_leaves_no_figure() -> None:
    found = of_rows([row("page", 1.0), row("api", None)], 30)
    assert found.value is None
    assert found.said == "nobody watched api, forecasts"
