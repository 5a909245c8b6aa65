"""Candles as they became known."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from functions.domain.candle import Candle
from functions.domain.venue_consensus import ConsensusCandle


class CandleStore(Protocol):
    """Bitemporal candles: what was said of an hour, and since when we knew. Raises VendorError."""

    async def newest_open(self) -> datetime | None:
        """Open time of the newest consensus candle."""
        ...

    async def window(self, closes_by: datetime, hours: int, known_by: datetime) -> list[Candle]:
        """Consensus candles of the `hours` up to `closes_by` as known at `known_by`, ascending."""
        ...

    async def record(
        self, observed: Mapping[str, Sequence[Candle]], agreed: Sequence[ConsensusCandle]
    ) -> int:
        """Store observations by venue and their consensus, known from now on, at once.

        What is stored already stays as it is. Returns the number of new consensus candles.
        """
        ...

    async def count(self) -> tuple[int, int]:
        """Number of hours with a consensus candle, and of hours missing between them."""
        ...
