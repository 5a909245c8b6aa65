"""Numbers are short, have their unit, and nothing is called a number that is none."""

import math

import pytest

from mlops.monitoring.dashboards.panel import Unit
from mlops.monitoring.preview.figures import figure, series_name


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0, Unit.SECONDS, "0 s"),
        (0.00042, Unit.SECONDS, "420 µs"),
        (1.5, Unit.SECONDS, "1.5 s"),
        (600.0, Unit.SECONDS, "10 min"),
        (100_000.0, Unit.SECONDS, "27.8 h"),
        (864_000.0, Unit.SECONDS, "10 d"),
        (-7200.0, Unit.SECONDS, "−2 h"),
        (512.0, Unit.BYTES, "512 B"),
        (268_435_456.0, Unit.BYTES, "256 MiB"),
        (0.99951, Unit.SHARE, "99.95 %"),
        (0.001777, Unit.SHARE, "0.178 %"),
        (-0.5, Unit.SHARE, "−50 %"),
        (12.4, Unit.COUNT, "12"),
        (5.17, Unit.COUNT, "5.2"),
        (1_240_000.0, Unit.COUNT, "1.24M"),
        (0.25, Unit.CORES, "0.25 cores"),
        (0.316, Unit.PER_SECOND, "0.316 /s"),
        (1e-9, Unit.PLAIN, "1e−09"),
        (14.4, Unit.PLAIN, "14.4"),
        (0.5, Unit.YES_NO, "50 %"),
        (0.0, Unit.YES_NO, "no"),
        (math.nan, Unit.SECONDS, "no data"),
        (math.inf, Unit.SECONDS, "∞"),
    ],
)
def test_a_figure(value: float, unit: Unit, text: str) -> None:
    assert figure(value, unit) == text


@pytest.mark.parametrize(
    ("legend", "labels", "name"),
    [
        ("{{horizon}} p95", {"horizon": "24h"}, "24h p95"),
        ("{{gone}}", {"horizon": "24h"}, "24h"),
        ("", {"__name__": "up", "job": "candor"}, "candor"),
        ("", {}, "value"),
    ],
)
def test_a_series_is_called_by_its_legend_or_else_by_its_labels(
    legend: str, labels: dict[str, str], name: str
) -> None:
    assert series_name(legend, labels) == name
