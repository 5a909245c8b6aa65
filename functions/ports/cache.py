"""A shared key-value cache that may vanish at any time."""

from typing import Protocol


class Cache(Protocol):
    """Small byte values by key, each with a time to live in wall-clock seconds."""

    async def get(self, key: str) -> bytes | None:
        """The value, or None when absent or expired. Raises VendorError."""
        ...

    async def set(self, key: str, value: bytes, ttl_s: int) -> None:
        """Store a value for `ttl_s` seconds. Raises VendorError."""
        ...

    async def add(self, key: str, amount: int, ttl_s: int) -> int:
        """Add to a number, in one command, and give the sum; the first add begins its time.

        Raises VendorError.
        """
        ...

    async def ping(self) -> None:
        """Return when the cache answers. Raises VendorError."""
        ...
