"""The next slot's forecasts are issued before their deadline, by the clock of the API itself.

A world may be replayed at any pace: hours are those that the API tells, only the patience is
by the clock on the wall.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from functions.domain.errors import CandorError
from functions.domain.horizon import Horizon, Slot
from mlops.release.declared.gates import Issued
from mlops.release.gates.target import Target
from mlops.release.gates.traffic import Answer
from mlops.release.verdict import Outcome, Verdict

LOOK_EVERY_S = 15.0
LOOKS_AFTER_DEADLINE = 2
"""What was issued in its last moment may be seen a moment later."""


class _Unseen(CandorError):
    """Nothing could be seen this time."""


@dataclass(slots=True)
class _Wait:
    """The slots that are waited for, and how often nothing was seen of them after the deadline."""

    slots: tuple[Slot, ...] = ()
    looks_after: int = 0
    seen: str = "nothing was seen"


async def issued(target: Target, figures: Issued) -> list[Verdict]:
    """Wait for the first slot that begins from now on, and for all of its forecasts."""
    end, wait = target.pace.monotonic() + figures.within_min * 60, _Wait()
    while True:
        try:
            verdict = await _look(target, wait)
        except _Unseen as error:
            wait.seen, verdict = str(error), None
        if verdict is not None:
            return [verdict]
        if target.pace.monotonic() + LOOK_EVERY_S >= end:
            said = f"no verdict within {figures.within_min} min: {wait.seen}"
            return [Verdict(Outcome.INCONCLUSIVE, said, 0)]
        await target.pace.sleep(LOOK_EVERY_S)


async def _look(target: Target, wait: _Wait) -> Verdict | None:
    status = _document(await target.api.get("/api/v1/status"))
    try:
        now = _instant(status["clock"]["now"])
        if not wait.slots:
            return _choose(wait, status["next_slots"], now)
        if now < wait.slots[0].cutoff:
            wait.seen = f"{_names(wait.slots)}: not begun"
            return None
        cutoff = wait.slots[0].cutoff.isoformat().replace("+00:00", "Z")
        asked = {"cutoff_from": cutoff, "cutoff_until": cutoff}
        page = _document(await target.api.get("/api/v1/forecasts", asked))
        rows = {str(row["id"]): row for row in page["forecasts"]}
        return _judged(wait, rows, now)
    except (KeyError, TypeError, ValueError) as error:
        raise _Unseen(f"an answer has another form than is known: {error!r}") from None


def _choose(wait: _Wait, announced: Sequence[Mapping[str, Any]], now: datetime) -> Verdict | None:
    """Take the next cutoff once nothing before it is open: that was begun by who was before."""
    slots = [Slot(_instant(one["cutoff"]), Horizon(one["horizon"])) for one in announced]
    if not slots:
        said = "no slot is announced, as where the time of a simulated or replayed world has ended"
        return Verdict(Outcome.INCONCLUSIVE, said, 0)
    if begun := [slot for slot in slots if slot.cutoff <= now]:
        wait.seen = f"{_names(begun)}: begun before, and neither issued nor missed"
        return None
    cutoff = min(slot.cutoff for slot in slots)
    wait.slots = tuple(slot for slot in slots if slot.cutoff == cutoff)
    wait.seen = f"{_names(wait.slots)}: not begun"
    return None


def _judged(wait: _Wait, rows: Mapping[str, Mapping[str, Any]], now: datetime) -> Verdict | None:
    for slot in wait.slots:
        if (row := rows.get(slot.id)) is not None and row["status"] == "missed":
            said = f"{slot.id} was missed: {row['missed_reason']}"
            return Verdict(Outcome.FAILED, said, len(wait.slots))
    late: timedelta = timedelta()
    for slot in wait.slots:
        if (row := rows.get(slot.id)) is None:
            wait.seen = f"{slot.id}: not issued"
            wait.looks_after += now > slot.deadline
            if wait.looks_after <= LOOKS_AFTER_DEADLINE:
                return None
            said = f"{slot.id} was not issued by its deadline, and it is {now:%H:%M} there"
            return Verdict(Outcome.FAILED, said, len(wait.slots))
        at = _instant(row["issued_at"])
        if at > slot.deadline:
            said = f"{slot.id} says that it was issued at {at:%H:%M:%S}, after its deadline"
            return Verdict(Outcome.FAILED, said, len(wait.slots))
        late = max(late, at - slot.cutoff)
    after_s = late.total_seconds()
    said = f"{_names(wait.slots)}: issued, the last {after_s:.0f} s after the cutoff"
    return Verdict(Outcome.PASSED, said, len(wait.slots), after_s)


def _document(answer: Answer) -> Any:
    if not answer.is_ok:
        raise _Unseen(answer.said)
    try:
        return answer.document()
    except ValueError:
        raise _Unseen("an answer with no JSON in it") from None


def _instant(text: str) -> datetime:
    """An instant as the API writes it; ValueError for one without a zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} has no zone")
    return at


def _names(slots: Sequence[Slot]) -> str:
    return ", ".join(slot.id for slot in slots)
