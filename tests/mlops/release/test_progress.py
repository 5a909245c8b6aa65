"""A release goes on from its journal, forward until something fails, then all the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops.release.plan.plan import plan
from mlops.release.progress import Ending, Event, Kind, Next, left_undone, next_move, outputs
from tests.mlops.release.states import LIVE, NEXT

PLAN = plan("staging", LIVE, NEXT)
STAGE_OF = {step.id: place for place, stage in enumerate(PLAN.stages) for step in stage.steps}


def driven(fates: st.DataObject, *, failing: bool) -> tuple[list[Event], Next]:
    """A run that is killed anywhere, with steps and undoings that end as they are drawn."""
    journal: list[Event] = []
    for _ in range(200):
        move = next_move(PLAN, journal)
        if move.ending is not None:
            return journal, move
        for step in move.do:
            journal.append(Event(Kind.BEGUN, step.id))
            fate = fates.draw(st.sampled_from(("done", "killed", *(["failed"] * failing))))
            if fate != "killed":
                journal.append(Event(Kind(fate), step.id, output=f"output of {step.id}"))
        for step in move.undo:
            journal.append(Event(Kind.UNDO_BEGUN, step.id))
            fate = fates.draw(st.sampled_from(("undone", "killed", *(["undo failed"] * failing))))
            if fate != "killed":
                journal.append(Event(Kind(fate), step.id))
    raise AssertionError("it does not end")


@given(st.data())
def test_however_often_it_is_killed_a_release_without_failure_is_released(
    fates: st.DataObject,
) -> None:
    journal, last = driven(fates, failing=False)
    assert last.ending is Ending.RELEASED
    assert set(outputs(journal)) == set(STAGE_OF)
    assert all(event.kind in (Kind.BEGUN, Kind.DONE) for event in journal)


@given(st.data())
def test_after_a_failure_nothing_goes_forward_and_all_that_was_begun_is_undone_in_reverse(
    fates: st.DataObject,
) -> None:
    journal, last = driven(fates, failing=True)
    failed = next((at for at, event in enumerate(journal) if event.kind is Kind.FAILED), None)
    if failed is None:
        assert last.ending is Ending.RELEASED
        return
    after = [event for event in journal[failed:] if event.kind is not Kind.FAILED]
    same_stage = STAGE_OF[journal[failed].step]
    assert all(
        STAGE_OF[event.step] == same_stage
        for event in after
        if event.kind in (Kind.BEGUN, Kind.DONE)
    )
    back = [STAGE_OF[event.step] for event in journal if event.kind is Kind.UNDO_BEGUN]
    assert back == sorted(back, reverse=True)
    begun = {event.step for event in journal if event.kind is Kind.BEGUN}
    ended = {event.step for event in journal if event.kind in (Kind.UNDONE, Kind.UNDO_FAILED)}
    assert ended == {step.id for step in PLAN.steps() if step.undo and step.id in begun}
    partly = bool(left_undone(PLAN, journal))
    assert last.ending is (Ending.PARTLY_ROLLED_BACK if partly else Ending.ROLLED_BACK)


def test_a_person_may_ask_to_go_back_after_the_release() -> None:
    journal = [Event(Kind.DONE, step.id) for step in PLAN.steps()]
    assert next_move(PLAN, journal).ending is Ending.RELEASED
    asked = next_move(PLAN, [*journal, Event(Kind.ROLLBACK_ASKED)])
    assert [step.id for step in asked.undo] == ["model.promote", "vercel.promote"]


def test_a_journal_of_another_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="which the plan does not know"):
        next_move(PLAN, [Event(Kind.DONE, "elsewhere.deploy")])


def test_an_empty_plan_has_nothing_to_do() -> None:
    from tests.mlops.release.states import SAME

    assert next_move(plan("staging", LIVE, SAME), []).ending is Ending.NOTHING_TO_DO
