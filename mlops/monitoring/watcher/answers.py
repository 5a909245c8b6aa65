"""One request to a vendor's API, whose answer is JSON or one of the two kinds of failure."""

import json
from typing import Any

import httpx

from functions.domain.errors import VendorRejected, VendorUnavailable

TIMEOUT_S = 10.0
PAYLOAD_BYTES_MAX = 4_000_000
MAY_PASS = frozenset({408, 425, 429})
"""4xx that speak of the moment or the pace, not of what we asked."""


async def answer_of(vendor: str, http: httpx.AsyncClient, request: httpx.Request) -> Any:
    """What a vendor says in JSON. Raises VendorUnavailable, VendorRejected."""
    try:
        answer = await http.send(request, stream=True)
        try:
            body = await bounded_body(answer)
        finally:
            await answer.aclose()
    except httpx.HTTPError as failure:
        why = str(failure) or type(failure).__name__
        raise VendorUnavailable(vendor, f"did not answer {request.url.path}: {why}") from None
    status = answer.status_code
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status in MAY_PASS:
        raise VendorUnavailable(vendor, f"answered {request.url.path} with {status}")
    if not answer.is_success:
        raise VendorRejected(vendor, f"answered {request.url.path} with {status}")
    try:
        return json.loads(body or b"")
    except ValueError:
        raise VendorUnavailable(vendor, f"answered {request.url.path} with no JSON") from None


async def bounded_body(answer: httpx.Response) -> bytes | None:
    """The body of a streamed answer; None for one that is too large to be meant."""
    body = bytearray()
    async for chunk in answer.aiter_bytes():
        body += chunk
        if len(body) > PAYLOAD_BYTES_MAX:
            return None
    return bytes(body)
