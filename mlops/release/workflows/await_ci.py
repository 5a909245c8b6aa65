"""Waits until somebody knows whether a commit's tests passed."""

from collections.abc import Awaitable, Callable

from functions.domain.errors import InvalidInput
from mlops.release.clients.pace import Pace
from mlops.release.preflight.checks import CiOutcome

LOOK_EVERY_S = 30.0


async def await_ci(
    commit: str,
    ask: Callable[[str], Awaitable[tuple[CiOutcome, str]]],
    within_s: float,
    pace: Pace | None = None,
) -> str:
    """The sentence that says that they passed. Raises InvalidInput for anything else."""
    pace = pace or Pace()
    until = pace.monotonic() + within_s
    while True:
        outcome, sentence = await ask(commit)
        if outcome is CiOutcome.PASSED:
            return sentence
        if outcome is CiOutcome.FAILED:
            raise InvalidInput(sentence)
        if pace.monotonic() + LOOK_EVERY_S > until:
            raise InvalidInput(
                f"after {within_s / 60:.0f} min nobody knows whether {commit[:7]} passed:"
                f" {sentence}"
            )
        await pace.sleep(LOOK_EVERY_S)
