"""Series and labels are read off an expression, and nothing else is."""

import pytest

from mlops.monitoring.dashboards.asked import labels_in, series_in


@pytest.mark.parametrize(
    ("expr", "series", "labels"),
    [
        ("up", {"up"}, set()),
        ('time() - max by (mode) (a{b="x y", c=~"{d}"}) > bool 1e3', {"a"}, {"mode", "b", "c"}),
        ("a / on(slo) group_left() (1 - slo:objective)", {"a", "slo:objective"}, {"slo"}),
        ("a offset 5m unless on (x) b:c:rate5m", {"a", "b:c:rate5m"}, {"x"}),
        ('label_replace(sum(0 * (a == 1)), "kind", "none", "", "")', {"a"}, set()),
        ("sum without (instance, job) (rate(a_total[5m:1m]))", {"a_total"}, {"instance", "job"}),
        ('{__name__="a"}', set(), {"__name__"}),
        ("NaN or Inf or a", {"a"}, set()),
    ],
)
def test_an_expression_is_read(expr: str, series: set[str], labels: set[str]) -> None:
    assert series_in(expr) == series
    assert labels_in(expr) == labels
