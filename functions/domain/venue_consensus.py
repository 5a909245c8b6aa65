"""One settlement candle an hour from what the venues said, by a rule with a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from functions.domain.candle import Candle
from functions.domain.errors import InsufficientData

RULE_VERSION = 1
"""1: field-wise median of the venues; a median of ordered fields stays ordered."""


@dataclass(frozen=True, slots=True)
class ConsensusCandle:
    """The settlement candle, the rule that made it and the venues it came from."""

    candle: Candle
    rule_version: int
    venues: tuple[str, ...]


def venue_consensus(observed: Mapping[str, Candle], quorum: int) -> ConsensusCandle:
    """The consensus of one hour's candles by venue; InsufficientData below the quorum."""
    if len(observed) < quorum:
        raise InsufficientData(f"{len(observed)} of {quorum} venues needed")
    opens = {candle.open_time for candle in observed.values()}
    if len(opens) != 1:
        raise ValueError("a consensus is taken over one hour")
    candles = tuple(observed.values())
    return ConsensusCandle(
        Candle(
            open_time=opens.pop(),
            open=median(candle.open for candle in candles),
            high=median(candle.high for candle in candles),
            low=median(candle.low for candle in candles),
            close=median(candle.close for candle in candles),
            volume=median(candle.volume for candle in candles),
        ),
        RULE_VERSION,
        tuple(sorted(observed)),
    )
