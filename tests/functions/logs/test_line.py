"""A record becomes one line of JSON, says what it is about, and is never lost."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from functions.domain.errors import VendorUnavailable
from functions.logs.context import about, begin, execution, fields, note
from functions.logs.install import install
from functions.logs.line import TEXT_LENGTH_MAX, JsonLine
from functions.logs.redaction import Redactor

TOKEN = "AXfoACQgN2Y0ZTk3ZmItYjY5ZC00ZTA3LWI4ZjQ"
FIXED = {"commit": "0a1b2c3", "environment": "production", "service": ""}


class Unspeakable:
    """Whatever is asked of it raises."""

    def __str__(self) -> str:
        """Fail."""
        raise RuntimeError(TOKEN)

    __repr__ = __str__


@pytest.fixture(autouse=True)
def _about_nothing() -> None:
    begin()


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Read what the process wrote since asked last, both streams, each line parsed."""
    root, ours = logging.getLogger(), logging.getLogger("candor")
    before = root.handlers[:], root.level, ours.level, logging.raiseExceptions
    install(Redactor({"TOKEN": TOKEN}), FIXED, "debug")
    yield lambda: [json.loads(line) for text in capfd.readouterr() for line in text.splitlines()]
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])
    logging.raiseExceptions = before[3]
    logging.captureWarnings(capture=False)


log = logging.getLogger("candor.test")


def test_a_line_says_when_where_what_and_by_which_code(lines: Any) -> None:
    log.info("issued %d", 4, extra={"horizon": "24h", "level": "mine"})
    [line] = lines()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info", "logger": "candor.test", "message": "issued 4", "horizon": "24h",
        "commit": "0a1b2c3", "environment": "production",
    }  # fmt: skip


def test_a_line_says_what_the_work_is_about_and_no_more_when_it_is_over(lines: Any) -> None:
    begin(trace_id="t", request_id="")
    with execution("issue") as identifier:
        note(model_digest="d")
        with about(slot="24h-20240501T00Z"):
            log.info("one")
        log.info("two")
    log.info("three")
    one, two, three = lines()
    run = {"trace_id": "t", "execution_id": identifier, "job": "issue", "model_digest": "d"}
    assert one.items() >= (run | {"slot": "24h-20240501T00Z"}).items()
    assert two.items() >= run.items()
    assert "slot" not in two
    assert three["trace_id"] == "t"
    assert not {"job", "execution_id", "model_digest"} & three.keys()


def test_a_run_outside_of_any_trace_begins_one() -> None:
    with execution("issue") as identifier:
        assert len(fields()["trace_id"]) == 32
    assert len(identifier) == 16
    with execution("issue") as another:
        assert another != identifier


def test_an_error_told_elsewhere_still_says_what_was_being_done(lines: Any) -> None:
    try:
        with about(job="issue"), about(slot="24h-20240501T00Z"):
            raise VendorUnavailable("upstash", f"refused: {TOKEN}")
    except VendorUnavailable as error:
        log.warning("failed", extra={"error": error})
    [line] = lines()
    assert line["slot"] == "24h-20240501T00Z"
    assert line["exception"] == "VendorUnavailable"
    assert line["reason"] == "upstash: refused: [TOKEN]"
    assert "stack" not in line


def test_a_secret_stands_in_no_part_of_a_line(lines: Any) -> None:
    begin(trace_id=TOKEN)
    with about(slot=TOKEN):
        try:
            try:
                raise ValueError(f"cause {TOKEN}")
            except ValueError as cause:
                cause.add_note(f"note {TOKEN}")
                raise RuntimeError(f"with {TOKEN}") from cause
        except RuntimeError:
            log.exception("%s", TOKEN, extra={"told": [TOKEN, {"a": TOKEN}], TOKEN: 1, "x": TOKEN})
    [line] = lines()
    assert TOKEN not in json.dumps(line)
    assert "ValueError: cause [TOKEN]" in line["stack"]
    assert line["message"] == "[TOKEN]"


@pytest.mark.parametrize(
    ("message", "args", "extra"),
    [
        ("%d", ("x",), {}),
        ("%s %s", ("one",), {}),
        ("%s", (Unspeakable(),), {}),
        ("fine", (), {"told": Unspeakable()}),
        (Unspeakable(), (), {}),
        ("fine", (), {"told": {Unspeakable(): 1}}),
        ("\ud800 \x00 \u2028", (), {}),
        ("fine", (), {"error": "no exception"}),
    ],
)
def test_a_record_with_something_wrong_in_it_is_a_line_all_the_same(
    lines: Any, message: Any, args: Any, extra: Any
) -> None:
    log.warning(message, *args, extra=extra)
    [line] = lines()
    assert line["level"] == "warning"
    assert line["message"]
    assert TOKEN not in json.dumps(line)


def test_a_redactor_that_fails_lets_nothing_through() -> None:
    def broken(_: str) -> str:
        raise RecursionError(TOKEN)

    record = logging.makeLogRecord({"msg": TOKEN, "filename": "x.py", "lineno": 7})
    line = JsonLine(broken, FIXED).format(record)  # type: ignore[arg-type]
    assert TOKEN not in line
    assert json.loads(line)["message"] == "a line of x.py:7 is lost to a RecursionError"


@pytest.mark.usefixtures("lines")
def test_what_needs_attention_goes_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    log.info("well")
    log.warning("not well")
    out, err = capfd.readouterr()
    assert ("well" in out, "not well" in out, "not well" in err) == (True, False, True)


def test_a_long_text_keeps_its_beginning_and_its_end(lines: Any) -> None:
    log.info("begin%send", "x" * 3 * TEXT_LENGTH_MAX)
    try:
        raise ValueError("y" * 50_000 + "\nthe end")
    except ValueError:
        log.exception("failed")
    first, second = lines()
    assert len(first["message"]) < TEXT_LENGTH_MAX + 10
    assert first["message"].startswith("beginx")
    assert first["message"].endswith("xend")
    assert len(second["stack"]) <= TEXT_LENGTH_MAX + 10
    assert second["stack"].endswith("the end\n")


def test_libraries_write_the_same_lines_and_no_address_of_a_reader(lines: Any) -> None:
    uvicorn = logging.getLogger("uvicorn.access")
    uvicorn.info('%s - "%s %s HTTP/%s" %d', "203.0.113.7:1", "GET", "/api/v1/price", "1.1", 200)
    logging.getLogger("uvicorn.error").error("Exception in ASGI application")
    logging.getLogger("psycopg.pool").warning("error connecting: %s", "203.0.113.9")
    told = [(line["logger"], line["message"]) for line in lines()]
    assert told == [
        ("uvicorn.error", "Exception in ASGI application"),
        ("psycopg.pool", "error connecting: [ip]"),
    ]


@pytest.mark.usefixtures("lines")
def test_a_stream_that_is_closed_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    log.warning("to nobody")
