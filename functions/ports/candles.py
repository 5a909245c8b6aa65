"""Candles as they became known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from functions.domain.candle import Candle
from functions.domain.settlement import Quarantine
from functions.domain.venue_consensus import ConsensusCandle


@dataclass(frozen=True, slots=True)
class Recorded:
    """Hours that got their first consensus candle, and hours whose candle was revised."""

    new: int
    revised: int


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Hours that closed more than `IN_TIME` ago, and those of them that were late by then."""

    due: int
    late: int


IN_TIME = timedelta(hours=24)
"""How long after its close an hour may get its first consensus candle."""


class CandleStore(Protocol):
    """Bitemporal candles: what was said of an hour, and since when we knew. Raises VendorError."""

    async def newest_open(self) -> datetime | None:
        """Open time of the newest consensus candle."""
        ...

    async def window(self, closes_by: datetime, hours: int, known_by: datetime) -> list[Candle]:
        """Consensus candles of the `hours` up to `closes_by` as known at `known_by`, ascending."""
        ...

    async def version(self, closes_by: datetime, hours: int) -> str:
        """A text that is another one whenever the window's newest candles are others."""
        ...

    async def observed(
        self, opens_from: datetime, opens_until: datetime | None = None
    ) -> dict[str, dict[datetime, Candle]]:
        """What each venue said last of each hour from `opens_from` on, before `opens_until`."""
        ...

    async def quarantined(self, opens_from: datetime) -> list[Quarantine]:
        """Venues put aside for hours from `opens_from` on, as known last, oldest hour first."""
        ...

    async def record(
        self,
        observed: Mapping[str, Sequence[Candle]],
        agreed: Sequence[ConsensusCandle],
        quarantined: Sequence[Quarantine] = (),
    ) -> Recorded:
        """Store observations by venue and what was made of them, known from now on, at once.

        What says the same as the newest of its kind is not stored again; what says something
        else is a revision beside it. Nothing stored is ever changed.
        """
        ...

    async def count(self) -> tuple[int, int]:
        """Number of hours with a consensus candle, and of hours missing between them."""
        ...

    async def punctuality(self, now: datetime) -> Punctuality:
        """How many hours opened after the world did, and how many of them came late or never.

        Neither ever shrinks: what is late stays late when it comes.
        """
        ...
