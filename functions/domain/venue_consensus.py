"""One settlement candle an hour from what the venues said, by a rule with a version.

A venue counts where its close lies near the median of all closes; the settlement candle is
the field-wise median of those that count. As long as all venues but one agree within
`NEAR_SHARE`, and there are three or more, the one cannot move any field out of the range
of the others: whether it counts or not, a median stays among the honest values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from functions.domain.candle import Candle
from functions.domain.errors import InsufficientData

RULE_VERSION = 2
"""1: field-wise median of all venues. 2: of those near the median, in dollars, not stuck
(functions.domain.settlement)."""

NEAR_SHARE = Decimal("0.01")
"""This near to the median of closes is always near enough."""

NEAR_MADS = 8
FAR_SHARE = Decimal("0.05")
"""On a wild hour `NEAR_MADS` median absolute deviations are near enough too, up to this
share: beyond it the venues do not scatter, they contradict each other."""

VENUES_WITH_SCATTER_MIN = 3
"""Two venues always have the same distance to their median: it says nothing about scatter."""


@dataclass(frozen=True, slots=True)
class ConsensusCandle:
    """The settlement candle, the rule that made it and the venues it came from."""

    candle: Candle
    rule_version: int
    venues: tuple[str, ...]


def venue_consensus(observed: Mapping[str, Candle], quorum: int) -> ConsensusCandle:
    """The consensus of one hour's candles by venue, prices in USD.

    Raises InsufficientData where fewer than `quorum` venues lie near each other.
    """
    if len({candle.open_time for candle in observed.values()}) > 1:
        raise ValueError("a consensus is taken over one hour")
    far = outliers(observed)
    near = {venue: candle for venue, candle in observed.items() if venue not in far}
    if len(near) < quorum:
        raise InsufficientData(f"{len(near)} of {quorum} venues needed")
    return ConsensusCandle(median_candle(tuple(near.values())), RULE_VERSION, tuple(sorted(near)))


def outliers(observed: Mapping[str, Candle]) -> dict[str, str]:
    """The venues of one hour whose close lies too far from the median, and how far it does."""
    if len(observed) < 2:
        return {}
    middle = median(candle.close for candle in observed.values())
    distances = {venue: abs(candle.close - middle) for venue, candle in observed.items()}
    limit = NEAR_SHARE * middle
    if len(observed) >= VENUES_WITH_SCATTER_MIN:
        scatter = NEAR_MADS * median(distances.values())
        limit = max(limit, min(scatter, FAR_SHARE * middle))
    return {
        venue: f"outlier: close {distance / middle:.2%} from the median of {len(observed)} venues"
        for venue, distance in distances.items()
        if distance > limit
    }


def median_candle(candles: Sequence[Candle]) -> Candle:
    """The field-wise median; a median of ordered fields stays ordered."""
    if len(candles) == 1:
        return candles[0]
    return Candle(
        open_time=candles[0].open_time,
        open=median(candle.open for candle in candles),
        high=median(candle.high for candle in candles),
        low=median(candle.low for candle in candles),
        close=median(candle.close for candle in candles),
        volume=median(candle.volume for candle in candles),
    )
