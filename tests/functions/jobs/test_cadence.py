"""The cadence table names every job and gives each enough chances before the deadline."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.horizon import ISSUE_WINDOW
from functions.jobs.cadence import CADENCE, GRACE, Cadence, due, next_chance
from functions.jobs.run import JOBS
from functions.queries.shelf import SETTLED_AFTER

DEADLINE_MIN = int(ISSUE_WINDOW.total_seconds() / 60)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 10 * 365 * 86_400).map(lambda s: MIDNIGHT + timedelta(seconds=s))
TABLES = st.lists(
    st.builds(
        Cadence,
        st.sampled_from(["ingest", "issue", "score", "anchor"]),
        st.lists(st.integers(0, 59), min_size=1, max_size=4, unique=True).map(tuple),
        st.lists(st.integers(0, 23), min_size=1, max_size=24, unique=True).map(tuple),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda cadence: cadence.job,
)
CADENCES = {cadence.job: cadence for cadence in CADENCE}


def test_every_job_that_can_run_is_in_the_table_once() -> None:
    assert [cadence.job for cadence in CADENCE] == list(CADENCES)
    assert set(CADENCES) == set(JOBS)


def test_what_is_due_together_runs_in_the_order_of_its_needs() -> None:
    assert list(CADENCES) == ["ingest", "issue", "score", "checkpoint", "measure"]


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


@given(TABLES, INSTANTS)
def test_due_is_what_had_a_chance_in_the_last_two_hours_in_the_tables_order(
    table: list[Cadence], now: datetime
) -> None:
    minutes = [now.replace(second=0) - step * MINUTE for step in range(int(GRACE / MINUTE) + 1)]
    past = [one for one in minutes if now - GRACE < one <= now]
    expected = tuple(
        entry.job
        for entry in table
        if any(one.hour in entry.hours and one.minute in entry.minutes for one in past)
    )
    assert due(table, now) == expected


@given(TABLES, INSTANTS, st.lists(st.integers(0, 3599), min_size=30, max_size=30))
def test_an_hourly_trigger_that_is_up_to_an_hour_late_runs_whatever_came_due(
    table: list[Cadence], first: datetime, late_s: list[int]
) -> None:
    ticks = [first + step * HOUR + timedelta(seconds=late) for step, late in enumerate(late_s)]
    for entry in table:
        for chance in entry.chances(first, ticks[-1]):
            later = next(tick for tick in ticks if tick >= chance)
            assert entry.job in due(table, later)


@given(INSTANTS)
def test_every_job_of_ours_is_due_whenever_somebody_ticks(now: datetime) -> None:
    assert due(CADENCE, now) == tuple(CADENCES)


def test_a_daily_job_is_due_in_the_two_hours_after_its_minute_and_never_before() -> None:
    table = (Cadence("anchor", (20,), hours=(3,)),)
    due_at = [
        f"{at:%H:%M}"
        for at in (MIDNIGHT + step * 10 * MINUTE for step in range(144))
        if due(table, at)
    ]
    assert (due_at[0], due_at[-1], len(due_at)) == ("03:20", "05:10", 12)


@given(TABLES, INSTANTS)
def test_the_next_chance_is_the_first_minute_at_which_the_table_triggers_something(
    table: list[Cadence], after: datetime
) -> None:
    found = next_chance(table, after)
    assert after < found <= after + 24 * HOUR
    assert any(found.hour in entry.hours and found.minute in entry.minutes for entry in table)
    assert not any(entry.chances(after, found - MINUTE) for entry in table)


def test_a_table_that_triggers_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="triggers nothing"):
        next_chance((Cadence("never", ()),), MIDNIGHT)
