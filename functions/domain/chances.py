"""Whether what was given a chance came true as often, asked of every scored forecast alike.

A forecast gives every price a chance to be closed above and, but at 7 days, to be touched. Each
is asked for the prices to which it gave `CHANCES`: one a chance for the close; two for the
touch, one above the reference price and one below it. Nobody has to look for these prices.
Chances fall with distance, so a price is closed above exactly when the outcome's PIT is above
1 - chance, and touched exactly when its chance is at least that of the farthest price that was
reached on its side. A chance to be touched that no price was given is not asked about: where
many past hours never left the reference price on one side, a price beside it is no near thing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from functions.domain.calibration import TIE
from functions.domain.distribution import Distribution
from functions.domain.levels import RunningExtreme, level_probabilities
from functions.domain.skill import Interval, ratio_interval
from functions.domain.units import ratio_text

CHANCES: tuple[float, ...] = (0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95)
"""The middles of the tenths."""


@dataclass(frozen=True, slots=True)
class FarthestTouch:
    """The chances to be touched that a forecast gave to the highest and lowest price that came.

    Rounded as published; 1 where the price never got to that side of the reference price.
    `p_most` is the largest chance that the spread of extremes gave to any other price than the
    reference price: where it lies below that of a close, those between are asked of closes only.
    """

    p_highest: float
    p_lowest: float
    p_most: float


@dataclass(frozen=True, slots=True)
class AskedDay:
    """What came of the prices asked of one UTC day's forecasts: `came` of `asked`, by chance."""

    asked: tuple[int, ...]
    came: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CameTrue:
    """How many of the prices asked came true, and where that share lies if it can be told."""

    asked: int
    count: int
    interval: Interval | None


def farthest_touch(
    forecast: Distribution,
    extreme: RunningExtreme,
    reference_price: Decimal,
    highest: Decimal,
    lowest: Decimal,
) -> FarthestTouch:
    """What was said of the farthest prices, in USD, of the hours that open in [cutoff, target)."""

    def chance(price: Decimal) -> float:
        said = level_probabilities(forecast, extreme, reference_price, price)
        assert said.p_touch is not None
        return float(ratio_text(said.p_touch))

    return FarthestTouch(
        chance(max(highest, reference_price)),
        chance(min(lowest, reference_price)),
        float(ratio_text(extreme.p_most())),
    )


def closed_above(pit: float) -> tuple[bool, ...]:
    """For each of `CHANCES`, whether the price to which it was given was closed above."""
    return tuple(pit > bound for bound in PIT_BOUNDS)


def touchable(p_most: float) -> tuple[bool, ...]:
    """For each of `CHANCES`, whether there was a price to which it was given."""
    return tuple(chance <= p_most for chance in CHANCES)


def touched(p_farthest: float) -> tuple[bool, ...]:
    """For each of `CHANCES`, whether the price to which it was given, if any, was touched."""
    return tuple(p_farthest <= chance for chance in CHANCES)


PIT_BOUNDS: tuple[float, ...] = tuple(1.0 - chance + TIE for chance in CHANCES)
"""The PIT of an outcome that lies at the price of each chance; a tie is not above it."""


@lru_cache(maxsize=8)
def came_true(days: tuple[AskedDay, ...], overlap: int) -> Sequence[CameTrue]:
    """By chance, over days with forecasts, oldest first; `overlap` as in `ratio_interval`.

    Remembered: documents are built anew more often than forecasts are scored.
    """
    found = []
    for index in range(len(CHANCES)):
        asked = [float(day.asked[index]) for day in days]
        came = [float(day.came[index]) for day in days]
        interval = ratio_interval(came, asked, overlap)
        found.append(CameTrue(int(sum(asked)), int(sum(came)), interval))
    return found
