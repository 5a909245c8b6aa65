"""A window is found again from its bytes, and among revisions by its digest."""

from dataclasses import replace

import pytest

from functions.domain.errors import InvalidInput
from functions.domain.input_window import CHANGED_MAX, cited_window, read_input
from functions.domain.record import input_bytes, input_digest
from tests.fakes.market import market

WINDOW = market(336, seed=5)


def test_candles_are_read_back_from_their_bytes() -> None:
    assert read_input(input_bytes(WINDOW)) == WINDOW


def test_nothing_but_canonical_bytes_is_read() -> None:
    for raw in (b" " + input_bytes(WINDOW), input_bytes(WINDOW[::-1]), input_bytes([])):
        with pytest.raises(InvalidInput, match="canonical form"):
            read_input(raw)


def test_more_revisions_at_one_instant_than_can_be_tried_leave_what_was_known() -> None:
    before = [replace(one, volume=one.volume + 1) for one in WINDOW]
    few = [*before[:-CHANGED_MAX], *WINDOW[-CHANGED_MAX:]]
    cited = [*before[:-2], WINDOW[-2], before[-1]]
    assert cited_window(few, before, input_digest(cited)) == cited
    assert cited_window(WINDOW, before, input_digest(cited)) == WINDOW
    assert cited_window(few, before, "sha256:" + "0" * 64) == few


def test_an_hour_that_came_at_the_instant_but_later_is_left_out() -> None:
    hole = [*WINDOW[:-5], *WINDOW[-4:]]
    assert cited_window(WINDOW, hole[:-1], input_digest(hole)) == hole
