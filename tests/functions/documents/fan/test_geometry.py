"""The fan in Python is the fan of the page, to the tenth of a pixel.

The vectors are written anew with

    CANDOR_WRITE_SNAPSHOTS=1 pytest tests/functions/documents/fan/test_geometry.py
"""

import json
import os
from typing import Any

import pytest

from functions.documents.fan.geometry import fan_geometry
from tests.functions.documents.fan.golden import (
    CASES,
    NAMED,
    PATH,
    as_golden,
    candles_of,
    geometry_of,
    record_of,
)


@pytest.mark.parametrize("name", NAMED)
def test_the_chart_is_drawn_as_the_page_draws_it(name: str) -> None:
    case = NAMED[name]
    drawn = json.loads(json.dumps(as_golden(geometry_of(case))))
    if os.environ.get("CANDOR_WRITE_SNAPSHOTS"):
        case["drawn"] = drawn
        lines = ",\n".join(json.dumps(one) for one in CASES)
        PATH.write_text(f"[\n{lines}\n]\n")
    assert drawn == case["drawn"]


def test_the_vectors_hold_a_gap_a_forecast_before_and_a_chart_without_a_forecast() -> None:
    drawn: list[dict[str, Any]] = [case["drawn"] for case in CASES]
    assert any(len(one["closes"]) > 1 for one in drawn)
    assert any(one["previous"] for one in drawn)
    assert any(not one["bands"] for one in drawn)


def test_nothing_is_drawn_without_candles_and_forecast() -> None:
    assert fan_geometry([], None, None, 720, 380, 96) is None


def test_the_fan_is_drawn_alone_where_there_are_no_candles() -> None:
    case = CASES[0]
    geometry = fan_geometry([], record_of(case), None, 720, 380, 96)
    assert geometry is not None
    assert (len(geometry.bands), geometry.closes, geometry.ranges) == (3, [], "")


def test_labels_at_the_end_keep_apart_on_a_low_chart() -> None:
    case = CASES[0]
    geometry = fan_geometry(candles_of(case), record_of(case), None, 720, 80, 96)
    assert geometry is not None
    high, median, low = (label.position for label in geometry.end_labels)
    assert median - high >= 16
    assert low - median >= 16
