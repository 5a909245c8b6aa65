"""Our lines are shown in plain text, everything else as it was written."""

import json

import pytest

from mlops.local.log_lines import readable

LINE = {
    "time": "2026-11-29T03:15:06.123+00:00", "level": "warning", "logger": "candor.http",
    "message": "GET /x: failed", "trace_id": "t", "status": 503, "commit": "c",
    "environment": "development",
}  # fmt: skip
HEAD = "2026-11-29T03:15:06.123Z WARNING candor.http: GET /x: failed  trace_id=t  status=503"


def test_a_line_of_ours_is_said_in_the_order_of_reading() -> None:
    assert readable(json.dumps(LINE)) == HEAD


def test_a_stack_stands_below_its_line() -> None:
    assert readable(json.dumps(LINE | {"stack": "a\nb\n"})) == f"{HEAD}\n    a\n    b"


@pytest.mark.parametrize("line", ["", "plain", "{", "[1]", "1", '{"time": 1}', '"x"', "==> x <=="])
def test_any_other_line_stays_as_it_is(line: str) -> None:
    assert readable(line) == line
