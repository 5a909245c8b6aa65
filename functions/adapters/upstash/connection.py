"""One connection to Upstash Redis, through the vendor's SDK, for all who speak to it.

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
from functions.domain.errors import VendorRejected, VendorUnavailable

T = TypeVar("T")

VENDOR = "upstash"
TIMEOUT_MS = 250
CONNECTIONS_MAX = 20


class UpstashConnection:
    """The SDK's client behind a deadline and a circuit breaker, which all callers share."""

    def __init__(
        self,
        url: str,
        token: str,
        monotonic: Callable[[], float] = time.monotonic,
        timeout_ms: int = TIMEOUT_MS,
    ) -> None:
        self._timeout_ms = timeout_ms
        self._circuit = CircuitBreaker(monotonic)
        self._redis = Redis(url, token, rest_encoding=None, rest_retries=0, allow_telemetry=False)
        self._http = _impatient_http(timeout_ms)
        self._redis._http._client = self._http  # noqa: SLF001 - the SDK has no option for it

    async def call(self, request: Callable[[Redis], Awaitable[T]]) -> T:
        """What Redis answers to a command. Raises VendorError."""
        if not self._circuit.allows():
            raise VendorUnavailable(VENDOR, "failed repeatedly and is given a rest")
        try:
            async with asyncio.timeout(self._timeout_ms / 1000):
                result = await request(self._redis)
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

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def _impatient_http(timeout_ms: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        timeout=timeout_ms / 1000,
        limits=httpx.Limits(max_connections=CONNECTIONS_MAX),
        event_hooks={"response": [_raise_when_overloaded]},
    )


async def _raise_when_overloaded(response: httpx.Response) -> None:
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        response.raise_for_status()
