"""The reader of expressions finds what they name, or the tests that trust it are blind."""

import pytest

from mlops.monitoring.promql import (
    Matcher,
    Selector,
    grouped_labels,
    selectors,
    tokens,
    windows,
)

RATIO = 'sum by (route, le) (rate(a_total{route=~"/x/{id}|b",le="0.2"}[5m])) / on (route) b:c > 1'


def test_series_are_told_from_functions_labels_and_words() -> None:
    found = list(selectors(RATIO))
    assert found == [
        Selector("a_total", (Matcher("route", "=~", "/x/{id}|b"), Matcher("le", "=", "0.2"))),
        Selector("b:c", ()),
    ]


def test_labels_that_are_grouped_by_or_matched_on_are_found() -> None:
    assert grouped_labels(RATIO) == {"route", "le"}
    assert grouped_labels("a and on () b") == set()


def test_a_number_is_told_from_a_duration_and_a_name() -> None:
    kinds = [(one.kind, one.text) for one in tokens("p95[1h] offset 5m > 400e6 * .5")]
    assert kinds == [
        ("name", "p95"), ("window", "[1h]"), ("name", "offset"), ("duration", "5m"), ("op", ">"),
        ("number", "400e6"), ("op", "*"), ("number", ".5"),
    ]  # fmt: skip


def test_windows_are_found() -> None:
    assert windows("rate(a[5m]) + max_over_time(b[1d])") == ["5m", "1d"]


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(ValueError, match="no PromQL"):
        tokens("a ? b")
