"""A commit is released once its tests passed, never because nobody said that they failed."""

import pytest

from functions.domain.errors import InvalidInput
from mlops.release.clients.pace import Pace
from mlops.release.preflight.checks import CiOutcome
from mlops.release.workflows.await_ci import LOOK_EVERY_S, await_ci
from tests.fakes.clock import FakeClock

NEW = "b" * 40
UNKNOWN = (CiOutcome.UNKNOWN, "ci has not ended yet")


async def waited(*answers: tuple[CiOutcome, str], within_s: float = 3600) -> tuple[str, float]:
    """What was said, and after how long."""
    clock, said = FakeClock(), iter(answers)
    begun = clock.monotonic()

    async def sleep(seconds: float) -> None:
        clock.advance(seconds)

    async def ask(commit: str) -> tuple[CiOutcome, str]:
        assert commit == NEW
        return next(said, UNKNOWN)

    sentence = await await_ci(NEW, ask, within_s, Pace(clock.monotonic, sleep))
    return sentence, clock.monotonic() - begun


async def test_it_waits_for_a_pass() -> None:
    passed = (CiOutcome.PASSED, "ci: passed")
    assert await waited(passed) == ("ci: passed", 0)
    assert await waited(UNKNOWN, UNKNOWN, passed) == ("ci: passed", 2 * LOOK_EVERY_S)


async def test_a_failure_ends_the_wait_at_once() -> None:
    with pytest.raises(InvalidInput, match="ended as failure"):
        await waited(UNKNOWN, (CiOutcome.FAILED, "the tests ended as failure"))


async def test_not_knowing_is_no_pass() -> None:
    with pytest.raises(InvalidInput, match="after 2 min nobody knows whether bbbbbbb passed: ci"):
        await waited(within_s=120)
