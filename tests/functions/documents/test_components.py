"""What is known of the parts and the jobs, and when they are to be asked anew."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.documents.components import (
    CHECKED_EVERY,
    FORGOTTEN_AFTER,
    ComponentCheck,
    Components,
    JobSuccess,
    parse_components,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def found(name: str, at: datetime = NOW, *, ok: bool = True) -> ComponentCheck:
    return ComponentCheck(name=name, ok=ok, detail="answers", checked_at=at)


def test_where_nothing_is_known_it_is_time_to_ask() -> None:
    assert Components().to_be_checked(NOW)


def test_it_is_time_again_after_an_hour_or_at_once_while_a_part_is_not_well() -> None:
    well = Components(checks=(found("cache"), found("database")))
    assert not well.to_be_checked(NOW)
    assert not well.to_be_checked(NOW + CHECKED_EVERY - timedelta(seconds=1))
    assert well.to_be_checked(NOW + CHECKED_EVERY)
    assert well.updated([found("cache", ok=False)], [], NOW).to_be_checked(NOW)


def test_a_venue_that_was_just_asked_does_not_put_off_the_other_parts() -> None:
    later = NOW + CHECKED_EVERY
    known = Components(checks=(found("database"),)).updated(
        [found("venue kraken", later)], [], later
    )
    assert known.to_be_checked(later)


def test_what_is_found_takes_the_place_of_what_was_known_and_the_rest_stays() -> None:
    known = Components(
        checks=(found("cache"), found("database")), jobs=(JobSuccess(job="issue", at=NOW),)
    )
    later = NOW + timedelta(hours=1)
    changed = known.updated([found("database", later, ok=False)], ["ingest"], later)
    assert changed.checks == (found("cache"), found("database", later, ok=False))
    assert changed.jobs == (JobSuccess(job="issue", at=NOW), JobSuccess(job="ingest", at=later))
    assert changed.updated([], ["issue"], later).jobs[0] == JobSuccess(job="issue", at=later)


def test_a_part_that_is_asked_no_more_is_forgotten_and_a_job_never() -> None:
    known = Components(checks=(found("artifacts 2"),), jobs=(JobSuccess(job="issue", at=NOW),))
    much_later = NOW + FORGOTTEN_AFTER
    assert known.updated([], [], much_later - timedelta(seconds=1)) == known
    assert known.updated([], [], much_later) == Components(jobs=known.jobs)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans())), st.sets(st.sampled_from("xyz")))
def test_noting_the_same_again_changes_nothing(
    checks: list[tuple[str, bool]], jobs: set[str]
) -> None:
    new = [found(name, ok=ok) for name, ok in checks]
    once = Components().updated(new, jobs, NOW)
    assert once.updated(new, jobs, NOW) == once
    assert parse_components(once.model_dump_json().encode()) == once


@pytest.mark.parametrize("kept", [None, b"", b"[]", b"\xff", b'{"checks":[{}]}', b'{"more":1}'])
def test_of_what_cannot_be_read_nothing_is_known(kept: bytes | None) -> None:
    assert parse_components(kept) == Components()
