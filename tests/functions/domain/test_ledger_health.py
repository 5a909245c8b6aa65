"""A ledger is judged by what was signed of it, and by how long it has waited to be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from functions.domain.checkpoint import Checkpoint
from functions.domain.ledger_health import SIGNED_WITHIN, LedgerStanding

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROOT = bytes(range(32))
WELL = LedgerStanding(9, Checkpoint("candor.test/ledger", 7, ROOT), ROOT, NOON)


def test_a_ledger_that_begins_with_what_was_signed_has_nothing_wrong() -> None:
    assert WELL.holds
    assert WELL.reasons(NOON + SIGNED_WITHIN) == []
    assert LedgerStanding(9, None, None, None).reasons(NOON) == []


def test_another_root_at_the_signed_size_is_said() -> None:
    rewritten = replace(WELL, root=bytes(32))
    assert not rewritten.holds
    assert rewritten.reasons(NOON) == ["the ledger is not what was signed at size 7"]


def test_a_ledger_smaller_than_what_was_signed_is_said() -> None:
    shrunk = LedgerStanding(5, WELL.signed, None, None)
    assert not shrunk.holds
    assert shrunk.reasons(NOON) == ["the ledger has 5 entries, and 7 of it were signed"]


def test_an_entry_that_waits_longer_than_two_hours_is_said() -> None:
    late = NOON + SIGNED_WITHIN + timedelta(seconds=1)
    waits = "on wait for a signed checkpoint since 2026-11-01T12:00:00Z"
    assert WELL.reasons(late) == [f"entries from 7 {waits}"]
    assert LedgerStanding(3, None, None, NOON).reasons(late) == [f"entries from 0 {waits}"]
    assert len(replace(WELL, root=bytes(32)).reasons(late)) == 2
