"""A chart draws what is known, where it is, and leaves open what is not."""

import math
import re

from hypothesis import given
from hypothesis import strategies as st

from mlops.monitoring.dashboards.panel import Kind, Panel, Query, Unit, above, below
from mlops.monitoring.preview.answers import Span
from mlops.monitoring.preview.chart import LINES_MAX, Line, chart, limit_words, value_range

SPAN = Span(0.0, 100.0, 10.0)


def panel(unit: Unit = Unit.COUNT, lowest: float | None = 0.0) -> Panel:
    return Panel("Planted", Kind.LINES, (Query("x", "x"),), unit, lowest=lowest)


def paths(lines: list[Line], shown: Panel | None = None) -> list[str]:
    drawn = chart(shown or panel(), lines, SPAN)
    return re.findall(r' d="(M[^"]*)"><title>', drawn)


def test_a_line_goes_from_its_first_time_to_its_last() -> None:
    [path] = paths([Line("a", ((0.0, 0.0), (10.0, 5.0), (20.0, 10.0)))])
    assert path == "M0.0,1000L100.0,500L200.0,0"


def test_a_line_ends_where_values_are_missing_or_no_numbers() -> None:
    points = ((0.0, 10.0), (10.0, 0.0), (50.0, 0.0), (60.0, math.nan), (70.0, 5.0), (80.0, 10.0))
    [path] = paths([Line("a", points)])
    assert path == "M0.0,0L100.0,1000M500.0,1000h0M700.0,500L800.0,0"


def test_a_value_alone_is_a_dot() -> None:
    [path] = paths([Line("a", ((50.0, 3.0),))])
    assert path.endswith("h0")


def test_what_lies_on_a_level_is_drawn_by_its_ends() -> None:
    points = tuple((10.0 * count, 5.0) for count in range(11))
    [path] = paths([Line("a", points), Line("nothing", ((0.0, math.nan),))])
    assert path.count("L") == 1


def test_no_number_at_all_is_said() -> None:
    for lines in ([], [Line("a", ())], [Line("a", ((0.0, math.nan), (1.0, math.inf)))]):
        assert "no data" in chart(panel(), lines, SPAN)


def test_of_very_many_lines_the_highest_are_drawn_and_the_others_counted() -> None:
    lines = [Line(f"line {n}", ((0.0, float(n)), (10.0, 0.0))) for n in range(300)]
    drawn = chart(panel(), lines, SPAN)
    assert drawn.count("<title>") == LINES_MAX
    assert "line 299" in drawn
    assert "line 5 " not in drawn
    assert f"and {300 - LINES_MAX} more, all lower" in drawn
    assert len(drawn) < 10_000


def test_names_are_text_and_never_markup() -> None:
    drawn = chart(panel(), [Line("<b onload=x>", ((0.0, 1.0),))], SPAN)
    assert "<b onload" not in drawn


def test_limits_are_said_in_words_and_drawn_where_they_can_be_seen() -> None:
    assert limit_words(above(0.2, 1.0), Unit.SECONDS) == [
        "warning from 200 ms",
        "critical from 1 s",
    ]
    assert limit_words(below(0.25, 0.0), Unit.SHARE) == ["critical below 0 %", "warning below 25 %"]
    shown = Panel("P", Kind.LINES, (Query("x"),), Unit.SECONDS, steps=above(0.2, 1.0))
    drawn = chart(shown, [Line("a", ((0.0, 0.3), (10.0, 0.1)))], SPAN)
    plot = drawn[: drawn.index("legend")]
    assert ("limit warning" in plot, "limit critical" in plot) == (True, False)


def test_an_axis_of_zeros_goes_to_where_a_value_would_matter() -> None:
    limited = Panel("P", Kind.LINES, (Query("x"),), Unit.SHARE, steps=above(0.001, 0.01))
    assert 0.001 < value_range(limited, [0.0, 0.0]).high < 0.002
    assert value_range(panel(), [0.0]).high == 1.0


@given(
    st.lists(st.floats(-1e12, 1e12, allow_nan=False), min_size=1, max_size=20),
    st.sampled_from(Unit),
    st.sampled_from([None, 0.0]),
)
def test_every_value_lies_on_the_axis_and_its_labels_can_be_read(
    values: list[float], unit: Unit, lowest: float | None
) -> None:
    if unit is Unit.YES_NO:
        values = [float(value > 0) for value in values]
    found = value_range(panel(unit, lowest), values)
    slack = 1e-9 * max(map(abs, (found.low, found.high)))
    assert found.low < found.high
    assert all(found.low - slack <= value <= found.high + slack for value in values)
    assert 2 <= len(found.ticks) <= 9
    assert list(found.ticks) == sorted(set(found.ticks))
