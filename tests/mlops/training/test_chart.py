"""Charts put values where they belong and draw no line where there is no number."""

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops.training.chart import Chart, axis, sheet

finite = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@given(st.lists(finite, min_size=1, max_size=20))
def test_an_axis_holds_every_value_between_a_few_round_ticks(values: list[float]) -> None:
    found = axis(values)
    assert found.low <= min(values) + 1e-9 * abs(found.high - found.low)
    assert found.high >= max(values) - 1e-9 * abs(found.high - found.low)
    assert 2 <= len(found.ticks) <= 8
    assert (found.ticks[0][0], found.ticks[-1][0]) == (found.low, found.high)


def test_an_axis_of_nothing_is_still_one() -> None:
    assert axis([math.nan]).low < axis([]).high


def test_ticks_are_written_as_wanted_and_zero_has_no_sign() -> None:
    assert [label for _, label in axis([-5.0, 5.0], "{:+g} %").ticks] == [
        "-5 %", "-2.5 %", "0 %", "+2.5 %", "+5 %",
    ]  # fmt: skip


def test_a_value_that_is_no_number_breaks_the_line() -> None:
    chart = Chart("a < b", axis([0.0, 4.0]), axis([0.0, 1.0]))
    chart.line([(0.0, 0.0), (1.0, 1.0), (2.0, math.nan), (3.0, 0.5), (4.0, 1.0)], "c0")
    assert len(re.findall('<polyline class="c0"', chart.svg())) == 2
    ElementTree.fromstring(chart.svg())


def test_a_band_ends_at_the_edge_of_the_plot() -> None:
    chart = Chart("", axis([0.0, 1.0]), axis([0.0, 1.0]))
    chart.band([0.0, 1.0], [-9.0, -9.0], [9.0, 9.0])
    [points] = re.findall('<polygon class="band " points="([^"]+)"', chart.svg())
    heights = {float(point.split(",")[1]) for point in points.split()}
    assert heights == {30.0, 206.0}


@pytest.mark.parametrize("count", [1, 4, 5])
def test_a_sheet_has_every_chart(count: int) -> None:
    charts = [Chart(f"number {one}", axis([0.0]), axis([0.0])) for one in range(count)]
    text = sheet("All", charts)
    ElementTree.fromstring(text)
    assert text.count(">number ") == count
