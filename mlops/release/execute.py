"""Carries a plan out, or back, a move at a time; every step is written down before and after.

Handlers do what a command names. They look before they act, so that a command which was
carried out already changes nothing, and they return only what they have seen to be so.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol

from functions.domain.errors import CandorError
from mlops.release.plan.step import Command, Plan, Step
from mlops.release.progress import Ending, Event, Kind, next_move, outputs

Handler = Callable[[Mapping[str, Any]], Awaitable[Any]]
OUR_MISTAKE = "a mistake of the release tool"


class Journal(Protocol):
    """The events of one release, kept where a kill cannot reach them."""

    async def read(self) -> Sequence[Event]:
        """All events, oldest first."""
        ...

    async def append(self, event: Event) -> None:
        """Keep one more event; on return it survives a kill. Raises when another holds the lock."""
        ...


async def execute(
    plan: Plan, handlers: Mapping[str, Handler], journal: Journal, say: Callable[[str], None]
) -> Ending:
    """Go on from where the journal ends until there is an ending.

    Raises ValueError, before anything is done, for a command that no handler carries out.
    """
    commands = [one for step in plan.steps() for one in (step.do, step.undo) if one is not None]
    if unknown := {one.name for one in commands} - handlers.keys():
        raise ValueError(f"nothing carries out {', '.join(sorted(unknown))}")
    while True:
        events = await journal.read()
        move = next_move(plan, events)
        if move.ending is not None:
            return move.ending
        known = outputs(events)
        # All of a move ends before the next one is chosen: nothing is undone while its
        # neighbour is still being done.
        await _together(
            *(_do(step, handlers, journal, known, say) for step in move.do),
            *(_undo(step, handlers, journal, known, say) for step in move.undo),
        )


async def _together(*steps: Coroutine[Any, Any, None]) -> None:
    """All of them; where one loses the lease its neighbours go on no more either."""
    tasks = [asyncio.create_task(one) for one in steps]
    try:
        await asyncio.gather(*tasks)
    finally:
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _do(
    step: Step,
    handlers: Mapping[str, Handler],
    journal: Journal,
    known: Mapping[str, Any],
    say: Callable[[str], None],
) -> None:
    await journal.append(Event(Kind.BEGUN, step.id))
    say(f"{step.title} …")
    output, failure = await _carried_out(step.do, step.deadline_s, handlers, known)
    kind = Kind.DONE if failure is None else Kind.FAILED
    await journal.append(Event(kind, step.id, failure or "", output))
    say(f"{step.title}: {failure or 'done'}")


async def _undo(
    step: Step,
    handlers: Mapping[str, Handler],
    journal: Journal,
    known: Mapping[str, Any],
    say: Callable[[str], None],
) -> None:
    assert step.undo is not None
    await journal.append(Event(Kind.UNDO_BEGUN, step.id))
    say(f"undoing: {step.title} …")
    _, failure = await _carried_out(step.undo, step.deadline_s, handlers, known)
    kind = Kind.UNDONE if failure is None else Kind.UNDO_FAILED
    await journal.append(Event(kind, step.id, failure or ""))
    say(f"undoing: {step.title}: {failure or 'done'}")


async def _carried_out(
    command: Command, deadline_s: int, handlers: Mapping[str, Handler], known: Mapping[str, Any]
) -> tuple[Any, str | None]:
    """The command's output, or the sentence why it failed; a kill goes through."""
    try:
        async with asyncio.timeout(deadline_s) as limit:
            return await handlers[command.name](_resolved(command.arguments, known)), None
    except CandorError as error:
        return None, str(error)
    except Exception as error:
        if isinstance(error, TimeoutError) and limit.expired():
            return None, f"not done within {deadline_s} s"
        # Whatever it was, users still wait to be brought back to what worked.
        return None, f"{OUR_MISTAKE}: {type(error).__name__}: {error}"


def _resolved(arguments: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments with the outputs that they refer to; KeyError for a step that is not done."""
    return {name: _of(value, known) for name, value in arguments.items()}


def _of(value: Any, known: Mapping[str, Any]) -> Any:
    match value:
        case {"from": str(step)}:
            return known[step]
        case _:
            return value
