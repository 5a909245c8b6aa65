"""The cache port on Upstash Redis, through the vendor's SDK.

The SDK has no deadline, never looks at the HTTP status and passes on whatever goes
wrong (a JSONDecodeError for an HTML page). So its HTTP client is replaced by one with
a deadline that raises for 429 and 5xx, each call has a deadline of its own, and every
failure leaves here as VendorUnavailable or VendorRejected.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
from upstash_redis.asyncio import Redis
from upstash_redis.errors import UpstashError

from functions.adapters.circuit import CircuitBreaker
from functions.domain.errors import InvalidInput, VendorRejected, VendorUnavailable

T = TypeVar("T")

VENDOR = "upstash"
TIMEOUT_MS = 250
CONNECTIONS_MAX = 20
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
        url: str,
        token: str,
        prefix: str,
        monotonic: Callable[[], float] = time.monotonic,
        timeout_ms: int = TIMEOUT_MS,
    ) -> None:
        self._timeout_ms = timeout_ms
        self._prefix = prefix
        self._circuit = CircuitBreaker(monotonic)
        self._redis = Redis(url, token, rest_encoding=None, rest_retries=0, allow_telemetry=False)
        self._http = _impatient_http(timeout_ms)
        self._redis._http._client = self._http  # noqa: SLF001 - the SDK has no option for it

    async def get(self, key: str) -> bytes | None:
        """The value, or None when absent or expired."""
        text = await self._call(lambda: self._redis.get(self._name(key)))
        try:
            return None if text is None else text.encode(TEXT_ENCODING)
        except (AttributeError, UnicodeEncodeError):
            raise VendorRejected(VENDOR, f"the value of {key!r} was not written by us") from None

    async def set(self, key: str, value: bytes, ttl_s: int) -> None:
        """Store a value for `ttl_s` seconds; InvalidInput for one that is too large."""
        if len(value) > PAYLOAD_BYTES_MAX:
            raise InvalidInput(f"{key!r} has {len(value)} bytes; at most {PAYLOAD_BYTES_MAX}")
        text = value.decode(TEXT_ENCODING)
        await self._call(lambda: self._redis.set(self._name(key), text, ex=ttl_s))

    async def add(self, key: str, amount: int, ttl_s: int) -> int:
        """Add to a number that lives for `ttl_s` seconds from the first time; the sum."""
        names, values = [self._name(key)], [str(amount), str(ttl_s)]
        total = await self._call(lambda: self._redis.eval(ADD, keys=names, args=values))
        if not isinstance(total, int):
            raise VendorRejected(VENDOR, f"the number of {key!r} was not written by us")
        return total

    async def ping(self) -> None:
        """Return when the database behind the endpoint answers."""
        await self._call(self._redis.ping)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def _name(self, key: str) -> str:
        return f"{self._prefix}:{key}"

    async def _call(self, request: Callable[[], Awaitable[T]]) -> T:
        if not self._circuit.allows():
            raise VendorUnavailable(VENDOR, "failed repeatedly and is given a rest")
        try:
            async with asyncio.timeout(self._timeout_ms / 1000):
                result = await request()
        except UpstashError as error:  # it understood and said no
            self._circuit.succeeded()
            raise VendorRejected(VENDOR, f"refused: {error}") from error
        except (TimeoutError, httpx.TimeoutException):
            self._circuit.failed()
            raise VendorUnavailable(VENDOR, f"no answer within {self._timeout_ms} ms") from None
        except Exception as error:  # whatever the SDK lets through: HTTP, JSON, shape
            self._circuit.failed()
            raise VendorUnavailable(VENDOR, f"{type(error).__name__}: {error}") from error
        self._circuit.succeeded()
        return result


def _impatient_http(timeout_ms: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        timeout=timeout_ms / 1000,
        limits=httpx.Limits(max_connections=CONNECTIONS_MAX),
        event_hooks={"response": [_raise_when_overloaded]},
    )


async def _raise_when_overloaded(response: httpx.Response) -> None:
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        response.raise_for_status()
