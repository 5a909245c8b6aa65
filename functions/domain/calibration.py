"""What the probability integral transforms of a record prove: by bin, by level, by regime.

A calibrated record's PITs are uniform (Dawid 1984; Diebold, Gunther & Tay 1998). Every share
comes with the interval of `functions.domain.skill`, which knows that neighbours are alike.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from functions.domain.candle import Candle
from functions.domain.distribution import LEVELS
from functions.domain.features import garman_klass
from functions.domain.skill import Interval, ratio_interval
from functions.domain.units import HOUR

PIT_BINS = 10
REGIMES = ("calm", "middling", "wild")
REGIME_HOURS = 24
REGIME_HOURS_MIN = 20
"""Hours of the day before a cutoff that must have a candle."""
TIE = 1e-9
"""An outcome on a quantile lies at or below it, whatever its PIT was rounded to."""


@dataclass(frozen=True, slots=True)
class ScoredPit:
    """One scored forecast: its PIT, and the central intervals, by percent, that held."""

    cutoff: datetime
    pit: float
    covered: Mapping[int, bool]


@dataclass(frozen=True, slots=True)
class Share:
    """How many forecasts did something, their share, and where it lies if that can be told."""

    count: int
    share: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class RegimeCoverage:
    """Coverage by percent after a day of one regime, in that many forecasts."""

    regime: str
    forecasts: int
    covered: Mapping[int, Share]


def pit_shares(scored: Sequence[ScoredPit], overlap: int) -> list[Share]:
    """The share of outcomes in each of ten equal bins of the PIT."""
    return [_share(scored, _in_bin(index), overlap) for index in range(PIT_BINS)] if scored else []


def level_shares(scored: Sequence[ScoredPit], overlap: int) -> list[Share]:
    """The share of outcomes at or below each published quantile, in the order of `LEVELS`."""
    return [_share(scored, _at_most(level), overlap) for level in LEVELS] if scored else []


def regime_coverage(
    scored: Sequence[ScoredPit], candles: Sequence[Candle], overlap: int
) -> list[RegimeCoverage]:
    """Coverage where the day before the cutoff was in the calm, middling or wild third.

    Thirds of the record's own cutoffs; those that lack candles before them are left out.
    """
    before = trailing_volatility(candles)
    known = [(before[one.cutoff], one) for one in scored if one.cutoff in before]
    if len(known) < len(REGIMES):
        return []
    ordered = sorted(volatility for volatility, _ in known)
    bounds = [ordered[len(ordered) * third // 3] for third in (1, 2)]
    found = []
    for index, regime in enumerate(REGIMES):
        members = [one for volatility, one in known if bisect_right(bounds, volatility) == index]
        found.append(RegimeCoverage(regime, len(members), _coverage(members, overlap)))
    return found


def trailing_volatility(candles: Sequence[Candle]) -> dict[datetime, float]:
    """By cutoff, the volatility of the day before it: the root of the mean hourly variance."""
    variances = {one.open_time: garman_klass(one) for one in candles}
    found = {}
    for last in variances:
        hours = (variances.get(last - age * HOUR) for age in range(REGIME_HOURS))
        known = [one for one in hours if one is not None]
        if len(known) >= REGIME_HOURS_MIN:
            found[last + HOUR] = math.sqrt(math.fsum(known) / len(known))
    return found


def _coverage(scored: Sequence[ScoredPit], overlap: int) -> dict[int, Share]:
    percents = scored[0].covered if scored else ()
    return {percent: _share(scored, _held(percent), overlap) for percent in percents}


def _share(scored: Sequence[ScoredPit], did: Callable[[ScoredPit], bool], overlap: int) -> Share:
    days = [[did(one) for one in day] for _, day in groupby(scored, key=_day)]
    counts = [float(sum(day)) for day in days]
    interval = ratio_interval(counts, [float(len(day)) for day in days], overlap)
    return Share(int(sum(counts)), sum(counts) / len(scored), interval)


def _day(one: ScoredPit) -> date:
    return one.cutoff.date()


def _in_bin(index: int) -> Callable[[ScoredPit], bool]:
    return lambda one: min(int(one.pit * PIT_BINS), PIT_BINS - 1) == index


def _at_most(level: float) -> Callable[[ScoredPit], bool]:
    return lambda one: one.pit <= level + TIE


def _held(percent: int) -> Callable[[ScoredPit], bool]:
    return lambda one: one.covered[percent]
