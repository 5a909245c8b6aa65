"""The object store port on Cloudinary, through the vendor's SDK: raw files by digest.

The SDK retries a lost connection three times and cannot be told otherwise, so every call
has a deadline over all of it. It has no download: that is a plain GET of a URL it signs.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias, TypeVar

import cloudinary.api
import cloudinary.exceptions
import cloudinary.uploader
import cloudinary.utils
import httpx

from functions.adapters.content_address import digest_to_store, object_path
from functions.adapters.system import SystemClock
from functions.domain.errors import NotFound, VendorError, VendorRejected, VendorUnavailable
from mlops.storage.answer import in_thread, refusal, verified

T = TypeVar("T")
Delivery: TypeAlias = Literal["upload", "private"]

VENDOR = "cloudinary"
TIMEOUT_MS = 20_000
PAYLOAD_BYTES_MAX = 10_000_000
"""The largest raw file of the free plan."""
DOWNLOAD_S = 60

REJECTED: tuple[type[Exception], ...] = (
    cloudinary.exceptions.BadRequest,
    cloudinary.exceptions.AuthorizationRequired,
    cloudinary.exceptions.NotAllowed,
)


@dataclass(frozen=True, slots=True)
class CloudinaryAccount:
    """A product environment and who we are to it; `api_url` differs for an emulator only."""

    cloud_name: str
    api_key: str
    api_secret: str = field(repr=False)
    api_url: str = "https://api.cloudinary.com"


class CloudinaryObjects:
    """Raw files `folder/sha256/ab/abcd…`, public (`upload`) or for signed URLs (`private`)."""

    def __init__(
        self,
        account: CloudinaryAccount,
        folder: str,
        delivery: Delivery = "upload",
        now: Callable[[], datetime] = SystemClock().now,
        timeout_ms: int = TIMEOUT_MS,
    ) -> None:
        self._folder = folder
        self._now = now
        self._timeout_ms = timeout_ms
        self._account = {
            "cloud_name": account.cloud_name,
            "api_key": account.api_key,
            "api_secret": account.api_secret,
            "upload_prefix": account.api_url,
        }
        self._options = {**self._account, "resource_type": "raw", "type": delivery}
        self._http = httpx.AsyncClient(
            timeout=timeout_ms / 1000,
            headers={"Accept-Encoding": "identity"},
            follow_redirects=False,
        )

    async def get(self, digest: str) -> bytes:
        """The bytes stored under a digest, verified, past every cache."""
        url = self.signed_url(digest, timedelta(seconds=DOWNLOAD_S))
        try:
            async with asyncio.timeout(self._timeout_ms / 1000):
                status, data = await self._fetch(url)
        except (TimeoutError, httpx.TimeoutException):
            raise VendorUnavailable(VENDOR, f"no answer within {self._timeout_ms} ms") from None
        except httpx.HTTPError as error:
            raise VendorUnavailable(VENDOR, f"{type(error).__name__}: {error}") from error
        if status == httpx.codes.NOT_FOUND:
            raise NotFound(f"there is no object {digest}")
        if status != httpx.codes.OK:
            raise refusal(VENDOR, status, f"HTTP {status}")
        return verified(VENDOR, data, digest)

    async def put(self, data: bytes) -> str:
        """Store bytes, over what lay there before, and return their digest."""
        digest = digest_to_store(data, PAYLOAD_BYTES_MAX)
        stored = await self._call(
            lambda: cloudinary.uploader.upload(
                data,
                public_id=self._public_id(digest),
                overwrite=True,
                timeout=self._timeout_ms / 1000,
                **self._options,
            )
        )
        md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
        if (stored.get("bytes"), stored.get("etag")) != (len(data), md5):
            raise VendorUnavailable(VENDOR, f"did not store {digest} as it was sent")
        return digest

    def signed_url(self, digest: str, lifetime: timedelta) -> str:
        """A URL that anybody may read the object at until `lifetime` is over."""
        url: str = cloudinary.utils.private_download_url(
            self._public_id(digest),
            "",
            expires_at=int((self._now() + lifetime).timestamp()),
            **self._options,
        )
        return url

    async def destroy(self, digest: str) -> None:
        """Delete an object; NotFound when there is none."""
        answer = await self._call(
            lambda: cloudinary.uploader.destroy(
                self._public_id(digest), timeout=self._timeout_ms / 1000, **self._options
            )
        )
        if answer.get("result") == "not found":
            raise NotFound(f"there is no object {digest}")
        if answer.get("result") != "ok":
            raise VendorRejected(VENDOR, f"did not delete {digest}: {answer}")

    async def usage(self) -> Mapping[str, Any]:
        """The vendor's own count of this month: `credits`, `storage`, `bandwidth` and more."""
        return await self._call(
            lambda: cloudinary.api.usage(timeout=self._timeout_ms / 1000, **self._account)
        )

    async def close(self) -> None:
        """Close the connections that are ours (the SDK's belong to the process)."""
        await self._http.aclose()

    async def _fetch(self, url: str) -> tuple[int, bytes]:
        body = bytearray()
        async with self._http.stream("GET", url) as response:
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > PAYLOAD_BYTES_MAX:
                    raise VendorRejected(VENDOR, f"more than {PAYLOAD_BYTES_MAX} bytes")
        return response.status_code, bytes(body)

    def _public_id(self, digest: str) -> str:
        return f"{self._folder}/{object_path(digest)}"

    async def _call(self, request: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        def translated() -> Mapping[str, Any]:
            try:
                return request()
            except Exception as error:  # whatever the SDK lets through: HTTP, JSON, shape
                raise _failure(error) from error

        return await in_thread(VENDOR, self._timeout_ms, translated)


def _failure(error: Exception) -> VendorError:
    kind = VendorRejected if isinstance(error, REJECTED) else VendorUnavailable
    return kind(VENDOR, f"{type(error).__name__}: {error}"[:500])
