"""The four figures follow from the log, and what is not known is no data."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from mlops.release.dora import Figures, figures
from mlops.release.log.recorded import Dated, Recorded
from mlops.release.plan.step import Command, Plan, Stage, Step
from mlops.release.progress import Event, Kind

BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)
SINCE, UNTIL = BEGUN - timedelta(days=1), BEGUN + timedelta(days=13)
STEP = Step("deploy", "deploy it", Command("render.deploy"), 60, Command("render.rollback"))
PLAN = Plan("staging", "b" * 40, "sha256:live", (Stage("deploy", (STEP,)),))
OK = ((Kind.BEGUN, 0), (Kind.DONE, 60))
UNDONE = ((Kind.BEGUN, 0), (Kind.FAILED, 60), (Kind.UNDO_BEGUN, 61), (Kind.UNDONE, 150))
PARTLY = ((Kind.BEGUN, 0), (Kind.FAILED, 60), (Kind.UNDO_BEGUN, 61), (Kind.UNDO_FAILED, 150))
UNFINISHED = ((Kind.BEGUN, 0),)


def release(events: Sequence[tuple[Kind, int]], days: float = 0) -> Recorded:
    begun = BEGUN + timedelta(days=days)
    dated = tuple(
        Dated(Event(kind, "deploy"), begun + timedelta(seconds=after)) for kind, after in events
    )
    return Recorded(1, PLAN, PLAN.digest(), "ada", begun, dated)


def of(*releases: Recorded, committed_at: datetime | None = BEGUN) -> Figures:
    return figures(releases, lambda _: committed_at, SINCE, UNTIL)


def test_without_a_release_there_is_no_data() -> None:
    assert of() == Figures(0, None, None, None, None, 0)
    assert of(release(UNFINISHED)) == Figures(0, None, None, None, None, 0)


def test_releases_are_counted_by_how_they_ended() -> None:
    found = of(release(OK), release(OK, 1), release(UNDONE), release(PARTLY), release(UNFINISHED))
    assert (found.ended, found.success_share, found.unrestored) == (4, 0.5, 1)
    assert found.a_week == 1.0


def test_lead_time_is_from_the_commit_to_its_release_and_only_of_what_is_released() -> None:
    hour = timedelta(hours=1)
    assert of(release(OK), release(UNDONE), committed_at=BEGUN - hour).lead_s == 3660
    assert of(release(OK), committed_at=None).lead_s is None


def test_restoring_is_timed_from_the_first_failed_check_to_the_last_thing_undone() -> None:
    assert of(release(UNDONE), release(PARTLY)).restore_s == 90
    assert of(release(PARTLY)).restore_s is None


def test_what_was_taken_back_by_hand_is_no_success_and_is_timed_from_the_word() -> None:
    back = release([*OK, (Kind.UNDO_BEGUN, 3600), (Kind.UNDONE, 3700)])
    asked = Dated(Event(Kind.ROLLBACK_ASKED), BEGUN + timedelta(seconds=3590))
    taken_back = Recorded(1, PLAN, "", "ada", BEGUN, (*back.dated[:2], asked, *back.dated[2:]))
    found = of(taken_back)
    assert (found.success_share, found.restore_s) == (0.0, 110)


def test_what_began_before_or_after_does_not_count() -> None:
    assert of(release(OK, -2), release(OK, 13)).ended == 0


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="begins before it ends"):
        figures([], lambda _: None, UNTIL, SINCE)
