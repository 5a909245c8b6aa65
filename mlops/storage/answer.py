"""What a vendor's HTTP status means to us, and the deadline of a call in a thread."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from functions.domain.canonical import sha256_digest
from functions.domain.errors import VendorError, VendorRejected, VendorUnavailable

T = TypeVar("T")

MAY_PASS = frozenset({408, 409, 420, 425, 429})
"""4xx that speak of the moment or the pace (409: another writer; 420: Cloudinary's limit)."""


def refusal(vendor: str, status: int, reason: str) -> VendorError:
    """The error for an answer that is not a success."""
    if status in MAY_PASS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return VendorUnavailable(vendor, reason)
    return VendorRejected(vendor, reason)


def verified(vendor: str, data: bytes, digest: str) -> bytes:
    """The bytes, if they are the digest's; VendorRejected for any others."""
    if sha256_digest(data) != digest:
        raise VendorRejected(vendor, f"answered {len(data)} bytes that are not {digest}")
    return data


async def in_thread(vendor: str, timeout_ms: int, work: Callable[[], T]) -> T:
    """Run blocking SDK work; VendorUnavailable once `timeout_ms` have passed.

    The SDKs know time limits between two bytes only, not for the whole of an answer.
    """
    try:
        async with asyncio.timeout(timeout_ms / 1000):
            return await asyncio.to_thread(work)
    except TimeoutError:
        raise VendorUnavailable(vendor, f"no answer within {timeout_ms} ms") from None
