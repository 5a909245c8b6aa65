"""Settling hours: which venues are heard, in which currency, and what they agree on.

Before the consensus of an hour is taken, a venue that repeats itself while the others move
is put in quarantine, and one that quotes a stable coin is converted to dollars by its own
recent basis: the median, over the `BASIS_HOURS` before the hour, of the logarithm of its
close over the dollar venues' median close. Nothing of the hour itself or of a later one
enters, so that an hour settled late is settled as it would have been in time.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from statistics import median

from functions.domain.candle import DECIMALS_MAX, Candle
from functions.domain.errors import InsufficientData
from functions.domain.units import HOUR
from functions.domain.venue_consensus import ConsensusCandle, outliers, venue_consensus

Observed = Mapping[str, Mapping[datetime, Candle]]
"""What each venue said, by the hour it spoke of."""

BASIS_HOURS = 24
BASIS_HOURS_MIN = 6
"""With fewer hours to compare, a venue that does not quote dollars is not heard."""

BASIS_MAX = 0.02
"""A stable coin this far from its dollar is not one."""

STUCK_HOURS = 3
CONTEXT_HOURS = max(BASIS_HOURS, STUCK_HOURS - 1)
"""How many hours before an hour are looked at to settle it."""


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A venue that was not heard for one hour, and why."""

    venue: str
    open_time: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one hour; `consensus` is None below the quorum."""

    open_time: datetime
    consensus: ConsensusCandle | None
    quarantined: tuple[Quarantine, ...]


class Settlement:
    """The rule over what was observed; `pegged` are the venues that quote a stable coin."""

    def __init__(self, observed: Observed, pegged: Iterable[str], quorum: int) -> None:
        self._observed = observed
        self._pegged = frozenset(pegged)
        self._quorum = quorum
        self._log_ratios: dict[tuple[str, datetime], float | None] = {}

    def settle(self, hour: datetime) -> Verdict:
        """The consensus of the hour that opens then, or the lack of one."""
        heard: dict[str, Candle] = {}
        silenced: dict[str, str] = {}
        for venue, candles in self._observed.items():
            candle = candles.get(hour)
            if candle is None:
                continue
            if self._is_stuck(venue, hour):
                silenced[venue] = f"stuck: the same candle for {STUCK_HOURS} hours"
            elif venue not in self._pegged:
                heard[venue] = candle
            elif (basis := self.basis(venue, hour)) is not None:
                if abs(basis) > BASIS_MAX:
                    silenced[venue] = f"basis: {basis:+.2%} to the dollar venues"
                else:
                    heard[venue] = in_dollars(candle, basis)
        silenced |= outliers(heard)
        try:
            consensus = venue_consensus(heard, self._quorum)
        except InsufficientData:
            consensus = None
        quarantined = tuple(Quarantine(one, hour, silenced[one]) for one in sorted(silenced))
        return Verdict(hour, consensus, quarantined)

    def basis(self, venue: str, hour: datetime) -> float | None:
        """Log basis of a pegged venue before an hour; None with too little to compare."""
        ratios = [
            ratio
            for back in range(1, BASIS_HOURS + 1)
            if (ratio := self._log_ratio(venue, hour - back * HOUR)) is not None
        ]
        return median(ratios) if len(ratios) >= BASIS_HOURS_MIN else None

    def _log_ratio(self, venue: str, hour: datetime) -> float | None:
        key = (venue, hour)
        if key not in self._log_ratios:
            candle = self._observed[venue].get(hour) if venue in self._observed else None
            dollars = [
                candles[hour].close
                for other, candles in self._observed.items()
                if other not in self._pegged and hour in candles
            ]
            self._log_ratios[key] = (
                math.log(candle.close / median(dollars)) if candle and dollars else None
            )
        return self._log_ratios[key]

    def _is_stuck(self, venue: str, hour: datetime) -> bool:
        """Whether it repeats itself while most of the others move."""
        if not self._repeats(venue, hour):
            return False
        others = [self._repeats(one, hour) for one in self._observed if one != venue]
        return others.count(False) > others.count(True)

    def _repeats(self, venue: str, hour: datetime) -> bool | None:
        """None where it did not say enough to tell."""
        candles = [self._observed[venue].get(hour - back * HOUR) for back in range(STUCK_HOURS)]
        first = candles[0]
        if first is None or None in candles:
            return None
        prices = (first.open, first.high, first.low, first.close)
        return all(one and (one.open, one.high, one.low, one.close) == prices for one in candles)


def in_dollars(candle: Candle, basis: float) -> Candle:
    """A candle quoted in a stable coin, in USD; the volume is in BTC anyway."""
    factor = Decimal(repr(math.exp(-basis)))

    def converted(price: Decimal) -> Decimal:
        return round(price * factor, DECIMALS_MAX).normalize() + 0

    return replace(
        candle,
        open=converted(candle.open),
        high=converted(candle.high),
        low=converted(candle.low),
        close=converted(candle.close),
    )
