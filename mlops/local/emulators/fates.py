"""What happens to a thing that moves through states by itself, and may not reach the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

UNKNOWN = "contemplating"
"""A state that no specification of a vendor knows."""


class Ending(StrEnum):
    """What becomes of it at a state."""

    FAILS = "fails"
    STICKS = "sticks"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fate:
    """In the state `at` it ends so."""

    at: str
    ending: Ending


def state_after(
    states: Sequence[str],
    failures: Mapping[str, str],
    elapsed_s: float,
    step_s: float,
    fate: Fate | None,
) -> str:
    """The state of what stays `step_s` seconds in each but the last.

    `failures` names the state that a failure in each leads to. ValueError for a fate at a
    state that it does not come through.

    >>> state_after(("queued", "live"), {}, 1.0, 2.0, None)
    'queued'
    >>> state_after(("queued", "live"), {}, 2.0, 2.0, None)
    'live'
    """
    place = min(int(elapsed_s // step_s), len(states) - 1)
    if fate is None or place < (last := states.index(fate.at)):
        return states[place]
    match fate.ending:
        case Ending.STICKS:
            return fate.at
        case Ending.UNKNOWN:
            return UNKNOWN
        case Ending.FAILS:
            return failures[fate.at] if place > last else fate.at


class Fates:
    """The fates of the next things of a kind, one after the other."""

    def __init__(self) -> None:
        self._coming: dict[str, list[Fate]] = {}

    def add(self, kind: str, fate: Fate, count: int = 1) -> None:
        """The next `count` things of that kind meet it, after those that are spoken for."""
        self._coming.setdefault(kind, []).extend([fate] * count)

    def next(self, kind: str) -> Fate | None:
        """The fate of a thing that begins now."""
        coming = self._coming.get(kind)
        return coming.pop(0) if coming else None
