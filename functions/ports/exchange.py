"""A venue that publishes hourly candles, and one that tells its newest price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from functions.domain.candle import Candle


class Exchange(Protocol):
    """One venue; `name` is recorded with every candle it gives."""

    @property
    def name(self) -> str:
        """The venue's id in the record, e.g. `coinbase`."""
        ...

    @property
    def quote(self) -> str:
        """The currency of its prices: `USD`, or a coin pegged to it as `USDT`."""
        ...

    async def closed_candles(
        self, opens_from: datetime, closes_by: datetime, limit: int
    ) -> Sequence[Candle]:
        """Closed candles, oldest first, at most `limit`; a running hour never.

        Raises VendorError when the venue fails or answers nonsense.
        """
        ...


@dataclass(frozen=True, slots=True)
class Quote:
    """A venue's newest price in its own currency; `time` where the venue tells it."""

    venue: str
    currency: str
    price: Decimal
    time: datetime | None


class PriceFeed(Protocol):
    """A venue that tells the price of its newest trade."""

    @property
    def name(self) -> str:
        """The venue's id."""
        ...

    async def price(self) -> Quote:
        """The newest trade. Raises VendorError when the venue fails or answers nonsense."""
        ...
