"""The exchange port in memory."""

from collections.abc import Sequence
from datetime import datetime

from functions.domain.candle import Candle
from functions.domain.errors import VendorError


class FakeExchange:
    """Shows `candles` in any order given; raises `failing` while it is set."""

    def __init__(
        self,
        name: str,
        candles: Sequence[Candle],
        failing: VendorError | None = None,
        quote: str = "USD",
    ) -> None:
        self.candles = list(candles)
        self.failing = failing
        self._name = name
        self._quote = quote

    @property
    def name(self) -> str:
        """The venue's id in the record."""
        return self._name

    @property
    def quote(self) -> str:
        """The currency of its prices."""
        return self._quote

    async def closed_candles(
        self, opens_from: datetime, closes_by: datetime, limit: int
    ) -> Sequence[Candle]:
        """Closed candles, oldest first, at most `limit`."""
        if self.failing is not None:
            raise self.failing
        closed = (
            candle
            for candle in self.candles
            if opens_from <= candle.open_time and candle.close_time <= closes_by
        )
        return sorted(closed)[:limit]
