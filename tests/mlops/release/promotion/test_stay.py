"""Since when a commit has been somewhere follows from the release log alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mlops.release.log.recorded import Recorded
from mlops.release.plan.step import Command, Plan, Step
from mlops.release.plan.step import Stage as Steps
from mlops.release.progress import Kind
from mlops.release.promotion.stay import stay
from tests.mlops.release.test_dora import BEGUN, OK, PARTLY, PLAN, UNDONE, UNFINISHED, release

MINE, OTHER = "b" * 40, "c" * 40
TRIED = Step("gates", "gates", Command("gates", {"at": "domain"}), 60, no_undo="a check")


def of(commit: str, one: Recorded, id: int = 1) -> Recorded:
    return replace(one, id=id, plan=replace(one.plan, commit=commit))


def test_it_is_there_since_its_release_ended() -> None:
    mine = of(MINE, release(OK))
    found = stay([mine, of(OTHER, release(OK, -1))], MINE)
    assert (found.release, found.since) == (mine, BEGUN + timedelta(seconds=60))


@pytest.mark.parametrize(
    ("newer", "said"),
    [
        (of(OTHER, release(OK, 1), 7), "release 7 of ccccccc is the newest there"),
        (of(OTHER, release(UNFINISHED, 1), 7), "release 7 of ccccccc has not ended"),
        (of(OTHER, release(PARTLY, 1), 7), "release 7 of ccccccc is rolled back in part only"),
        (of(MINE, release(UNFINISHED, 1), 7), "release 7 of bbbbbbb has not ended"),
    ],
)
def test_what_came_after_is_named(newer: Recorded, said: str) -> None:
    found = stay([newer, of(MINE, release(OK))], MINE)
    assert (found.release, found.since, found.trouble) == (None, None, said)


@pytest.mark.parametrize("older", [[], [of(OTHER, release(OK, -1), 3)]])
def test_what_was_undone_is_not_there(older: list[Recorded]) -> None:
    found = stay([of(MINE, release(UNDONE), 7), *older], MINE)
    assert (found.release, found.trouble) == (None, "release 7 of bbbbbbb was rolled back")


def test_nothing_on_record_is_not_there() -> None:
    assert stay([], MINE).trouble == "no release of bbbbbbb is on record there"


@pytest.mark.parametrize("tried", [OTHER, MINE])
def test_a_release_that_was_tried_meanwhile_and_undone_begins_a_new_soak(tried: str) -> None:
    mine, meanwhile = of(MINE, release(OK), 1), of(tried, release(UNDONE, 1), 2)
    found = stay([meanwhile, mine], MINE)
    assert (found.release, found.since) == (mine, meanwhile.ended_at)


def test_gates_are_those_of_the_newest_release_of_it_that_ran_any() -> None:
    [deploy] = PLAN.stages
    gated = Plan("staging", MINE, "", (deploy, Steps("gates", (TRIED,))))
    events = [*release(OK).dated, *release(OK).dated]
    dated = tuple(
        replace(one, event=replace(one.event, step="gates")) if number > 1 else one
        for number, one in enumerate(events)
    )
    first = replace(release(OK), id=1, plan=gated, dated=dated)
    told_anew = of(MINE, release(OK, 1), 2)
    found = stay([told_anew, first], MINE)
    assert (found.release, found.tried) == (told_anew, first)
    assert found.since == told_anew.ended_at
    assert stay([told_anew], MINE).tried is None
    assert Kind.DONE is dated[-1].event.kind
