"""A venue that publishes hourly candles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from functions.domain.candle import Candle


class Exchange(Protocol):
    """One venue; `name` is recorded with every candle it gives."""

    @property
    def name(self) -> str:
        """The venue's id in the record, e.g. `coinbase`."""
        ...

    async def closed_candles(
        self, opens_from: datetime, closes_by: datetime, limit: int
    ) -> Sequence[Candle]:
        """Closed candles, oldest first, at most `limit`; a running hour never.

        Raises VendorError when the venue fails or answers nonsense.
        """
        ...
