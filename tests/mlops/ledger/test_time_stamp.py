"""Time stamps, as OpenTimestamps' own library reads and writes them, from a calendar's process."""

import hashlib
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from opentimestamps.core.serialize import BytesDeserializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.ledger import time_stamp
from mlops.ledger.time_stamp import CALENDARS, read_time_stamp, stamp, upgrade
from mlops.local.emulators.calendar.server import CalendarServer
from mlops.local.free_port import free_port

NOTE = b"candor.test/ledger\n5\nroot\n"
FAULTS = ("401", "403", "409", "429", "500", "html", "html-200", "cut")


@pytest.fixture
def failing(calendar: CalendarServer) -> Iterator[CalendarServer]:
    """The calendar, well again after the test."""
    yield calendar
    httpx.delete(f"{calendar.url}/_faults")


def nobody() -> str:
    """An address at which nobody listens."""
    return f"http://127.0.0.1:{free_port()}"


def test_a_stamp_is_of_the_sha256_and_names_who_promised(calendar: CalendarServer) -> None:
    made = stamp(NOTE, [calendar.url])
    assert (made.state, made.pending, made.blocks) == ("pending", (calendar.url,), ())
    assert made.detail([calendar.url]) == f"promised by {calendar.url}"
    file = DetachedTimestampFile.deserialize(BytesDeserializationContext(made.raw))
    assert file.file_digest == hashlib.sha256(NOTE).digest()


def test_what_is_promised_is_complete_once_it_is_in_a_block(calendar: CalendarServer) -> None:
    made = stamp(NOTE, [calendar.url])
    complete = upgrade(made.raw, NOTE, [calendar.url])
    assert complete.state == "complete"
    block = complete.blocks[0]
    assert complete.detail(CALENDARS) == f"in Bitcoin's block {block}"
    assert complete.detail([]) == f"in Bitcoin's block {block}"
    assert complete.detail([calendar.url]) == f"in block {block} of a test chain on this machine"
    assert 0 < complete.blocks[0] < 1000
    assert read_time_stamp(complete.raw, NOTE) == complete
    assert upgrade(complete.raw, NOTE, [calendar.url]) == complete


def test_no_calendar_can_tell_two_stamps_of_one_note_apart_from_any_others(
    calendar: CalendarServer,
) -> None:
    assert stamp(NOTE, [calendar.url]).raw != stamp(NOTE, [calendar.url]).raw


def test_one_calendar_that_answers_is_enough(calendar: CalendarServer) -> None:
    made = stamp(NOTE, [nobody(), calendar.url])
    assert made.pending == (calendar.url,)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_calendar_is_unavailable_and_works_again(
    failing: CalendarServer, fault: str
) -> None:
    httpx.post(f"{failing.url}/_faults", json={"mode": fault, "count": 1})
    with pytest.raises(VendorUnavailable, match=failing.url):
        stamp(NOTE, [failing.url])
    made = stamp(NOTE, [failing.url])
    httpx.post(f"{failing.url}/_faults", json={"mode": fault, "count": 1})
    with pytest.raises(VendorUnavailable, match=failing.url):
        upgrade(made.raw, NOTE, [failing.url])
    assert upgrade(made.raw, NOTE, [failing.url]).state == "complete"


@pytest.mark.parametrize("fault", ["blackholed", "slow"])
def test_who_says_nothing_in_time_is_unavailable(
    failing: CalendarServer, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    made = stamp(NOTE, [failing.url])
    monkeypatch.setattr(time_stamp, "ANSWER_S_MAX", 0.3)
    httpx.post(f"{failing.url}/_faults", json={"mode": "slow", "delay_ms": 10_000})
    with socket.create_server(("127.0.0.1", 0)) as hole:
        silent = f"http://127.0.0.1:{hole.getsockname()[1]}"
        url = failing.url if fault == "slow" else silent
        started = time.monotonic()
        with pytest.raises(VendorUnavailable, match="timed out"):
            stamp(NOTE, [url])
        assert time.monotonic() - started < 5  # and not the 10 s after which it answers
    if fault == "slow":
        with pytest.raises(VendorUnavailable, match="timed out"):
            upgrade(made.raw, NOTE, [url])


def test_nobody_listening_is_unavailable() -> None:
    with pytest.raises(VendorUnavailable, match="refused"):
        stamp(NOTE, [nobody()])
    with pytest.raises(VendorUnavailable, match="no calendar"):
        stamp(NOTE, [])


def test_only_calendars_of_ours_are_asked(calendar: CalendarServer) -> None:
    made = stamp(NOTE, [calendar.url])
    assert upgrade(made.raw, NOTE, ["https://another.example"]) == made


def test_a_stamp_of_other_bytes_or_none_at_all_is_refused(calendar: CalendarServer) -> None:
    made = stamp(NOTE, [calendar.url])
    with pytest.raises(InvalidInput, match="of other bytes"):
        upgrade(made.raw, NOTE + b"!", [calendar.url])
    for raw in (b"", b"<html>", made.raw[:-1], made.raw + b"x"):
        with pytest.raises(InvalidInput, match="not a time stamp"):
            read_time_stamp(raw, NOTE)
