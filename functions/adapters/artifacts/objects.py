"""The reading half of the object store port over HTTPS, from whichever of several URLs answers.

Model artifacts are public by digest in every store that training writes to. A copy proves
itself by its digest, so a server that answers other bytes (a page of its own, half a file,
yesterday's object) is passed over like one that does not answer.
"""

import asyncio
import time
from collections.abc import Callable, Sequence

import httpx

from functions.adapters.call_meter import vendor_calls
from functions.adapters.circuit import CircuitBreaker, Resting
from functions.adapters.content_address import object_path
from functions.domain.canonical import sha256_digest
from functions.domain.errors import (
    CandorError,
    NotFound,
    VendorError,
    VendorRejected,
    VendorUnavailable,
)
from functions.ports.meter import Meter

VENDOR = "artifacts"
TIMEOUT_MS = 3_000
"""For each URL: several of them fit into the minutes in which a slot can be issued."""
PAYLOAD_BYTES_MAX = 1_000_000

MAY_PASS = frozenset({408, 409, 420, 425, 429})
"""4xx that speak of the moment or the pace (420 is Cloudinary's), not of what we asked."""


class HttpObjects:
    """Objects at `{url}/sha256/ab/abcd…` under each base URL, the first one asked first."""

    def __init__(
        self,
        urls: Sequence[str],
        monotonic: Callable[[], float] = time.monotonic,
        transport: httpx.AsyncBaseTransport | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._calls = vendor_calls(VENDOR, meter, monotonic)
        self._circuits = {
            url.rstrip("/"): CircuitBreaker(monotonic, opened=self._calls.breaker_opened)
            for url in urls
        }
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def get(self, digest: str) -> bytes:
        """The bytes of a digest, verified.

        Raises NotFound when every URL says so; VendorUnavailable when none gives them
        and one of them may later; VendorRejected when all refuse us or answer other bytes.
        """
        failures: list[VendorError] = []
        for url, circuit in self._circuits.items():
            try:
                return await self._ask(url, circuit, digest)
            except NotFound:
                continue
            except VendorError as failure:
                failures.append(failure)
        if not failures:
            raise NotFound(f"there is no object {digest} at {' or '.join(self._circuits)}")
        may_pass = any(isinstance(failure, VendorUnavailable) for failure in failures)
        kind = VendorUnavailable if may_pass else VendorRejected
        raise kind(VENDOR, "; ".join(failure.detail for failure in failures))

    async def copies(self, digest: str) -> dict[str, CandorError | None]:
        """Every URL, and why it does not give the bytes of a digest; None where it does."""
        asked = (self._ask(url, circuit, digest) for url, circuit in self._circuits.items())
        answers = await asyncio.gather(*asked, return_exceptions=True)
        found: dict[str, CandorError | None] = {}
        for url, answer in zip(self._circuits, answers, strict=True):
            if isinstance(answer, BaseException) and not isinstance(answer, CandorError):
                raise answer
            found[url] = answer if isinstance(answer, CandorError) else None
        return found

    async def close(self) -> None:
        """Close the connections, if any were opened."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _ask(self, url: str, circuit: CircuitBreaker, digest: str) -> bytes:
        with self._calls.call():
            if not circuit.allows():
                raise Resting(VENDOR, f"{url}: failed repeatedly and is given a rest")
            try:
                data = await self._read(f"{url}/{object_path(digest)}", digest)
            except VendorError:
                circuit.failed()
                raise
            except NotFound:
                circuit.succeeded()
                raise
            circuit.succeeded()
            return data

    async def _read(self, url: str, digest: str) -> bytes:
        try:
            async with asyncio.timeout(TIMEOUT_MS / 1000):
                data = await self._fetch(url)
        except (TimeoutError, httpx.TimeoutException):
            raise _unavailable(url, f"no answer within {TIMEOUT_MS} ms") from None
        except httpx.HTTPError as error:
            raise _unavailable(url, f"{type(error).__name__}: {error}") from error
        if sha256_digest(data) != digest:
            raise VendorRejected(VENDOR, f"{url}: {len(data)} bytes that are not {digest}")
        return data

    async def _fetch(self, url: str) -> bytes:
        if self._client is None:  # made on first use: its TLS set-up costs a start
            self._client = httpx.AsyncClient(
                transport=self._transport,
                # Uncompressed, so that a small answer cannot unfold into a huge one.
                headers={"Accept-Encoding": "identity"},
                timeout=TIMEOUT_MS / 1000,
                follow_redirects=False,
            )
        async with self._client.stream("GET", url) as response:
            if response.status_code != httpx.codes.OK:
                raise _refusal(url, response.status_code)
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise VendorRejected(VENDOR, f"{url}: compressed though asked not to")
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > PAYLOAD_BYTES_MAX:
                    raise VendorRejected(VENDOR, f"{url}: more than {PAYLOAD_BYTES_MAX} bytes")
            return bytes(body)


def _refusal(url: str, status: int) -> NotFound | VendorError:
    if status == httpx.codes.NOT_FOUND:
        return NotFound(f"there is nothing at {url}")
    if status in MAY_PASS or httpx.codes.is_server_error(status):
        return _unavailable(url, f"HTTP {status}")
    return VendorRejected(VENDOR, f"{url}: HTTP {status}")


def _unavailable(url: str, reason: str) -> VendorUnavailable:
    return VendorUnavailable(VENDOR, f"{url}: {reason}")
