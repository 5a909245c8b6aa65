"""One GET of a public JSON document, from a server that may be down, slow, cross or lying."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from typing import NoReturn

import httpx

from functions.adapters.circuit import Resting
from functions.adapters.exchanges.wire import excerpt
from functions.adapters.retry_after import retry_after_s
from functions.domain.errors import VendorRejected, VendorUnavailable

USER_AGENT = "candor/1 (hourly public candles)"
TIMEOUT_MS = 8_000
CONNECTIONS_MAX = 6
PAYLOAD_BYTES_MAX = 1_000_000

MAY_PASS = frozenset({408, 418, 425, 429})
"""4xx that speak of the moment or the pace (418 is a ban), not of what we asked."""


class SharedClient:
    """One connection pool for all venues, made on first use: its TLS set-up costs a start."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    def get(self) -> httpx.AsyncClient:
        """The client."""
        if self._client is None:
            self._client = httpx.AsyncClient(
                transport=self._transport,
                # Uncompressed, so that a small answer cannot unfold into a huge one.
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
                timeout=TIMEOUT_MS / 1000,
                limits=httpx.Limits(max_connections=CONNECTIONS_MAX),
                follow_redirects=False,
            )
        return self._client

    async def close(self) -> None:
        """Close the connections, if any were opened."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


class VenueHttp:
    """Speaks to one venue, and leaves it alone for as long as it asks to be."""

    def __init__(
        self,
        name: str,
        client: SharedClient,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._client = client
        self._monotonic = monotonic
        self._rest_until = 0.0

    async def document(self, url: str, query: Mapping[str, str]) -> object:
        """The JSON document, every number in it as the text that was sent.

        Raises VendorUnavailable for what may pass, VendorRejected for a refusal.
        """
        wait_s = self._rest_until - self._monotonic()
        if wait_s > 0:
            raise Resting(self._name, f"asked to be left alone for {wait_s:.0f} s more")
        try:
            async with asyncio.timeout(TIMEOUT_MS / 1000):
                status, headers, body = await self._fetch(url, query)
        except (TimeoutError, httpx.TimeoutException):
            raise VendorUnavailable(self._name, f"no answer within {TIMEOUT_MS} ms") from None
        except httpx.HTTPError as error:
            raise VendorUnavailable(self._name, f"{type(error).__name__}: {error}") from error
        if status != httpx.codes.OK:
            self._refuse(status, headers, body)
        return self._parse(body)

    async def _fetch(
        self, url: str, query: Mapping[str, str]
    ) -> tuple[int, httpx.Headers, bytes]:  # fmt: skip
        async with self._client.get().stream("GET", url, params=query) as response:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise VendorUnavailable(self._name, "compressed its answer though asked not to")
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > PAYLOAD_BYTES_MAX:
                    raise VendorUnavailable(
                        self._name, f"answered more than {PAYLOAD_BYTES_MAX} bytes"
                    )
            return response.status_code, response.headers, bytes(body)

    def _refuse(self, status: int, headers: httpx.Headers, body: bytes) -> NoReturn:
        rest_until = self._monotonic() + retry_after_s(headers)
        self._rest_until = max(self._rest_until, rest_until)
        reason = f"HTTP {status}: {excerpt(body.decode(errors='replace'))}"
        if httpx.codes.is_client_error(status) and status not in MAY_PASS:
            raise VendorRejected(self._name, reason)
        raise VendorUnavailable(self._name, reason)

    def _parse(self, body: bytes) -> object:
        try:
            document: object = json.loads(
                body, parse_float=str, parse_int=str, parse_constant=_no_constant
            )
        except (ValueError, RecursionError):
            said = excerpt(body.decode(errors="replace"))
            raise VendorUnavailable(self._name, f"answered no JSON: {said}") from None
        return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
