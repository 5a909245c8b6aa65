"""What moves through states by itself reaches the last, or meets its fate on the way."""

import pytest

from mlops.local.emulators.fates import UNKNOWN, Ending, Fate, Fates, state_after

STATES = ("queued", "building", "live")
FAILURES = {"queued": "canceled", "building": "failed"}


def states(fate: Fate | None) -> list[str]:
    return [state_after(STATES, FAILURES, elapsed, 10.0, fate) for elapsed in (0, 10, 20, 1000)]


def test_without_a_fate_it_reaches_the_last_state() -> None:
    assert states(None) == ["queued", "building", "live", "live"]


@pytest.mark.parametrize(
    ("ending", "seen"),
    [
        (Ending.FAILS, ["queued", "building", "failed", "failed"]),
        (Ending.STICKS, ["queued", "building", "building", "building"]),
        (Ending.UNKNOWN, ["queued", UNKNOWN, UNKNOWN, UNKNOWN]),
    ],
)
def test_it_meets_its_fate_and_never_the_last_state(ending: Ending, seen: list[str]) -> None:
    assert states(Fate("building", ending)) == seen


def test_fates_are_met_one_after_the_other_by_things_of_their_kind() -> None:
    fates = Fates()
    fate = Fate("queued", Ending.FAILS)
    fates.add("deploy", fate, 2)
    assert [fates.next("rollback"), fates.next("deploy"), fates.next("deploy")] == [
        None,
        fate,
        fate,
    ]
    assert fates.next("deploy") is None


def test_a_fate_at_a_state_that_it_does_not_come_through_is_refused() -> None:
    with pytest.raises(ValueError, match="tuple"):
        states(Fate("nowhere", Ending.FAILS))
