"""The cadence table names every job and gives each enough chances before the deadline."""

import pytest

from functions.domain.horizon import ISSUE_WINDOW
from functions.jobs.cadence import CADENCE, Cadence
from functions.jobs.run import JOBS
from functions.queries.shelf import SETTLED_AFTER

DEADLINE_MIN = int(ISSUE_WINDOW.total_seconds() / 60)
CADENCES = {cadence.job: cadence for cadence in CADENCE}


def test_every_job_that_can_run_is_in_the_table_once() -> None:
    assert [cadence.job for cadence in CADENCE] == list(CADENCES)
    assert set(CADENCES) == set(JOBS)


def test_what_is_due_together_runs_in_the_order_of_its_needs() -> None:
    assert list(CADENCES) == ["ingest", "issue", "score"]


@pytest.mark.parametrize("cadence", CADENCE, ids=lambda cadence: cadence.job)
def test_a_job_is_triggered_at_ascending_minutes_of_the_hour(cadence: Cadence) -> None:
    assert list(cadence.minutes) == sorted(set(cadence.minutes))
    assert all(0 < minute < 60 for minute in cadence.minutes)


@pytest.mark.parametrize("cadence", CADENCE, ids=lambda cadence: cadence.job)
def test_a_job_that_fails_once_has_another_chance_before_the_deadline(cadence: Cadence) -> None:
    assert sum(minute < DEADLINE_MIN for minute in cadence.minutes) >= 2


def test_every_chance_to_issue_comes_with_the_newest_candles() -> None:
    before_deadline = [minute for minute in CADENCES["issue"].minutes if minute < DEADLINE_MIN]
    assert set(before_deadline) <= set(CADENCES["ingest"].minutes)


def test_a_slot_past_its_deadline_is_marked_missed_within_the_hour() -> None:
    assert any(minute > DEADLINE_MIN for minute in CADENCES["issue"].minutes)


def test_documents_count_as_settled_only_after_the_last_chance() -> None:
    last_chance = max(minute for cadence in CADENCE for minute in cadence.minutes)
    assert SETTLED_AFTER.total_seconds() / 60 > last_chance
