"""How often prices came true that were given a chance, as the scores tell it."""

from collections.abc import Sequence

from pydantic import Field

from functions.documents.envelope import DecimalText, Document
from functions.documents.skill import overlap_days
from functions.domain import chances
from functions.domain.horizon import Horizon
from functions.domain.units import ratio_text
from functions.ports.touches import HorizonDay, Question


class CameTrue(Document):
    """Columns of one length: the same ten chances, asked of every forecast of two years at most."""

    chance: list[DecimalText] = Field(description="What the forecasts gave: 5 %, 15 %, … 95 %.")
    asked: list[int] = Field(description="Prices asked about; none where none was given it.")
    came: list[int] = Field(description="How many came true.")
    low: list[DecimalText | None] = Field(
        description="Where the share that came lies with 95 % confidence, by a block bootstrap"
        " over days of cutoffs; null while it cannot be told."
    )
    high: list[DecimalText | None]


def came_true(horizon: Horizon, days: Sequence[HorizonDay], question: Question) -> CameTrue | None:
    """One question to one horizon's days, oldest first; None before the first answer."""
    sums = tuple(one.sums for one in days if one.question is question)
    if not sums:
        return None
    found = chances.came_true(sums, overlap_days(horizon))
    return CameTrue(
        chance=[ratio_text(chance) for chance in chances.CHANCES],
        asked=[one.asked for one in found],
        came=[one.count for one in found],
        low=[one.interval and ratio_text(one.interval.low) for one in found],
        high=[one.interval and ratio_text(one.interval.high) for one in found],
    )
