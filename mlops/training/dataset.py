"""Hourly candles as arrays, with a digest that names exactly these candles."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from functions.domain.candle import Candle
from functions.domain.errors import InvalidInput

HOUR_S = 3600
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Candles in ascending order, hours possibly missing; arrays of one length, read-only.

    `open_time` is int64 seconds since 1970 UTC, prices are USD, volume is BTC.
    """

    open_time: NDArray[np.int64]
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    def __post_init__(self) -> None:
        """Refuse what is not a table of ascending full hours with ordinary prices."""
        columns = (self.open, self.high, self.low, self.close, self.volume)
        if any(column.shape != self.open_time.shape for column in columns):
            raise InvalidInput("the columns of a dataset have one length")
        if np.any(self.open_time % HOUR_S):
            raise InvalidInput("candles open on the hour")
        if np.any(np.diff(self.open_time) <= 0):
            raise InvalidInput("candles ascend, one an hour")
        if not all(np.isfinite(column).all() for column in columns):
            raise InvalidInput("prices and volumes are finite")
        body_low, body_high = (
            np.minimum(self.open, self.close),
            np.maximum(self.open, self.close),
        )
        if np.any((self.low <= 0.0) | (self.low > body_low) | (body_high > self.high)):
            raise InvalidInput("candles have 0 < low ≤ open, close ≤ high")
        for column in (self.open_time, *columns):
            column.setflags(write=False)

    @classmethod
    def from_candles(cls, candles: Iterable[Candle]) -> Self:
        """The table of the given candles."""
        rows = list(candles)
        return cls.from_arrays(
            [int(candle.open_time.timestamp()) for candle in rows],
            [float(candle.open) for candle in rows],
            [float(candle.high) for candle in rows],
            [float(candle.low) for candle in rows],
            [float(candle.close) for candle in rows],
            [float(candle.volume) for candle in rows],
        )

    @classmethod
    def from_arrays(
        cls,
        open_time: ArrayLike,
        open_: ArrayLike,
        high: ArrayLike,
        low: ArrayLike,
        close: ArrayLike,
        volume: ArrayLike,
    ) -> Self:
        """The table of the given columns, copied; `open_time` in seconds since 1970 UTC."""
        return cls(
            np.array(open_time, dtype=np.int64),
            *(np.array(column, dtype=np.float64) for column in (open_, high, low, close, volume)),
        )

    def __len__(self) -> int:
        """The number of candles."""
        return len(self.open_time)

    @property
    def closed_at(self) -> datetime:
        """When the newest candle closed; InvalidInput when there is none."""
        if not len(self):
            raise InvalidInput("the dataset has no candles")
        return datetime.fromtimestamp(int(self.open_time[-1]) + HOUR_S, UTC)

    @property
    def opened_at(self) -> datetime:
        """When the oldest candle opened; InvalidInput when there is none."""
        if not len(self):
            raise InvalidInput("the dataset has no candles")
        return datetime.fromtimestamp(int(self.open_time[0]), UTC)

    @property
    def digest(self) -> str:
        """`sha256:…` over the columns in turn, each as big-endian 64-bit numbers."""
        content = hashlib.sha256(b"candor/dataset/1\n")
        content.update(self.open_time.astype(">i8").tobytes())
        for column in (self.open, self.high, self.low, self.close, self.volume):
            content.update(column.astype(">f8").tobytes())
        return f"sha256:{content.hexdigest()}"

    def known_at(self, instant: datetime) -> Self:
        """The candles that had closed by the instant."""
        count = int(
            np.searchsorted(self.open_time, int(instant.timestamp()) - HOUR_S, side="right")
        )
        columns: Sequence[NDArray[np.float64]] = (
            self.open, self.high, self.low, self.close, self.volume,
        )  # fmt: skip
        return type(self)(self.open_time[:count], *(column[:count] for column in columns))
