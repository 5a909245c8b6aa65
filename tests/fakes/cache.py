"""The cache port in memory."""

import time
from collections.abc import Callable

from functions.domain.errors import VendorError


class FakeCache:
    """Keeps values until their time is over; raises `failure` while one is set."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.failure: VendorError | None = None
        self._monotonic = monotonic
        self._entries: dict[str, tuple[bytes, float]] = {}

    async def get(self, key: str) -> bytes | None:
        """The value, or None when absent or expired."""
        self._fail_if_told()
        value, expires_at = self._entries.get(key, (None, 0.0))
        return value if self._monotonic() < expires_at else None

    async def set(self, key: str, value: bytes, ttl_s: int) -> None:
        """Store a value for `ttl_s` seconds."""
        self._fail_if_told()
        self._entries[key] = (value, self._monotonic() + ttl_s)

    async def add(self, key: str, amount: int, ttl_s: int) -> int:
        """Add to a number; the first add begins its time."""
        self._fail_if_told()
        known = await self.get(key)
        total = int(known or b"0") + amount
        ends_at = self._monotonic() + ttl_s if known is None else self._entries[key][1]
        self._entries[key] = (b"%d" % total, ends_at)
        return total

    async def ping(self) -> None:
        """Return, unless told to fail."""
        self._fail_if_told()

    def _fail_if_told(self) -> None:
        if self.failure is not None:
            raise self.failure
