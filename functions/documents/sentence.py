"""The forecast in one sentence: the words of the page's headline, with times in UTC.

Both languages are held to tests/golden/headline.json.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.documents.fan.shape import central_interval
from functions.documents.forecast import ForecastRecord, SlotRef
from functions.documents.shares import percent
from functions.documents.staleness import LATE_AFTER, overdue
from functions.documents.wording import exact_dollars, weekday_time
from functions.domain.horizon import Horizon

STEPS_PER_WIDTH = 40
"""A rounded interval keeps its width to about one part in this many."""
_NICE_STEPS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The parts that a page sets apart; prices are rounded for reading."""

    subject: str
    low: str
    high: str
    at: str
    complement: str
    direction: str
    caveat: str | None
    """Why this forecast is not the current one; None while it is."""

    @property
    def text(self) -> str:
        """The sentence itself."""
        return f"{self.opening} {self.low} and {self.high}"

    @property
    def opening(self) -> str:
        """The sentence up to its prices."""
        return f"By {self.at} {chance_of(self.subject)}"


def sentence_of(
    record: ForecastRecord, mode: str, edge: Sequence[Horizon], now: datetime, state: str
) -> Sentence:
    """The words for one forecast, read at `now` on a jobs' clock in that state."""
    bottom, top = central_interval(record, 80)
    low, high = rounded_interval(float(bottom.price), float(top.price))
    return Sentence(
        subject="the simulated price" if mode == "simulated" else "Bitcoin",
        low=low,
        high=high,
        at=weekday_time(record.slot.target),
        complement="1 in 10 that it ends above, 1 in 10 below.",
        direction=(
            f"We give {percent(float(record.p_up))} to a price above the reference:"
            " a small edge, below the costs of trading."
            if record.slot.horizon in edge
            else "No directional edge: take up and down as equally likely."
        ),
        caveat=_caveat(record.slot, now, state),
    )


def chance_of(subject: str) -> str:
    """What stands between time and prices."""
    return f"there is an 8 in 10 chance that {subject} is between"


def rounded_interval(low: float, high: float) -> tuple[str, str]:
    """Both ends in dollars, rounded no further than the width allows."""
    step = _rounding_step(high - low)
    if step < 1:
        return exact_dollars(low), exact_dollars(high)
    return _to_step(low, step), _to_step(high, step)


def _rounding_step(width: float) -> float:
    """1 or 5 times a power of ten, at most the width over `STEPS_PER_WIDTH`."""
    if width <= 0:
        return 0
    target = width / STEPS_PER_WIDTH
    power = 10.0 ** math.floor(math.log10(target))
    return max((step for step in _NICE_STEPS if step * power <= target), default=1) * power


def _to_step(price: float, step: float) -> str:
    return f"${math.floor(price / step + 0.5) * step:,.0f}"


def _caveat(slot: SlotRef, now: datetime, state: str) -> str | None:
    if state == "catching_up":
        return None
    if now >= slot.target:
        return "The time it speaks of has passed, and no newer forecast has been issued."
    if overdue(slot, now) > LATE_AFTER:
        return "This is the last forecast issued; the slots since then have none."
    return None
