"""The cache port on Upstash Redis.

The meter is told of these calls only, not of those that carry what it counted: each would
give it something more to carry.
"""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from upstash_redis.asyncio import Redis

from functions.adapters.call_meter import vendor_calls
from functions.adapters.upstash.connection import VENDOR, UpstashConnection
from functions.domain.errors import InvalidInput, VendorRejected
from functions.ports.meter import Meter

T = TypeVar("T")

PAYLOAD_BYTES_MAX = 1_000_000
ADD = """\
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
if sum == tonumber(ARGV[1]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return sum"""
"""A script is one command, to Upstash's bill too."""
TEXT_ENCODING = "latin-1"
"""Bytes travel as text, one character a byte: JSON stays readable and a third smaller
than in base64, and any other bytes survive too."""


class UpstashCache:
    """Keys live under `prefix:`; values are bytes of at most `PAYLOAD_BYTES_MAX`."""

    def __init__(
        self,
        connection: UpstashConnection,
        prefix: str,
        meter: Meter | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._prefix = prefix
        self._calls = vendor_calls(VENDOR, meter, monotonic)
        connection.tell_opened(self._calls.breaker_opened)

    async def get(self, key: str) -> bytes | None:
        """The value, or None when absent or expired."""
        text = await self._call(lambda redis: redis.get(self._name(key)))
        try:
            return None if text is None else text.encode(TEXT_ENCODING)
        except (AttributeError, UnicodeEncodeError):
            raise VendorRejected(VENDOR, f"the value of {key!r} was not written by us") from None

    async def set(self, key: str, value: bytes, ttl_s: int) -> None:
        """Store a value for `ttl_s` seconds; InvalidInput for one that is too large."""
        if len(value) > PAYLOAD_BYTES_MAX:
            raise InvalidInput(f"{key!r} has {len(value)} bytes; at most {PAYLOAD_BYTES_MAX}")
        text = value.decode(TEXT_ENCODING)
        await self._call(lambda redis: redis.set(self._name(key), text, ex=ttl_s))

    async def add(self, key: str, amount: int, ttl_s: int) -> int:
        """Add to a number that lives for `ttl_s` seconds from the first time; the sum."""
        names, values = [self._name(key)], [str(amount), str(ttl_s)]
        total = await self._call(lambda redis: redis.eval(ADD, keys=names, args=values))
        if not isinstance(total, int):
            raise VendorRejected(VENDOR, f"the number of {key!r} was not written by us")
        return total

    async def ping(self) -> None:
        """Return when the database behind the endpoint answers."""
        await self._call(lambda redis: redis.ping())

    async def _call(self, request: Callable[[Redis], Awaitable[T]]) -> T:
        with self._calls.call():
            return await self._connection.call(request)

    def _name(self, key: str) -> str:
        return f"{self._prefix}:{key}"
