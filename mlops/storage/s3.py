"""The object store port on S3 and what speaks its protocol, through boto3."""

import asyncio
import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from functions.adapters.content_address import digest_to_store, object_path
from functions.domain.errors import NotFound, VendorError, VendorRejected, VendorUnavailable
from mlops.storage.answer import in_thread, refusal, verified

T = TypeVar("T")

VENDOR = "s3"
CONNECT_TIMEOUT_MS = 2_000
TIMEOUT_MS = 30_000
PAYLOAD_BYTES_MAX = 64_000_000
MISSING = frozenset({"NoSuchKey", "404", "NotFound"})


@dataclass(frozen=True, slots=True)
class S3Account:
    """A bucket and who we are to it; `endpoint_url` None is Amazon's own."""

    bucket: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    endpoint_url: str | None = None
    region: str = "auto"
    session_token: str | None = field(default=None, repr=False)
    """Of a key that a role gave for a while."""


class S3Bucket:
    """Reads and writes whole objects of one bucket by their key, below a prefix."""

    def __init__(self, account: S3Account, prefix: str, timeout_ms: int = TIMEOUT_MS) -> None:
        self._bucket = account.bucket
        self._prefix = prefix
        self._timeout_ms = timeout_ms
        # One writer at a time: some servers fail when two write the same key at once.
        self._writing = asyncio.Lock()
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=account.endpoint_url,
            region_name=account.region,
            aws_access_key_id=account.access_key_id,
            aws_secret_access_key=account.secret_access_key,
            aws_session_token=account.session_token,
            config=Config(
                signature_version="s3v4",
                connect_timeout=CONNECT_TIMEOUT_MS / 1000,
                read_timeout=timeout_ms / 1000,
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
                # Newer checksums travel in a framing that other makers' servers do not know;
                # Content-MD5 is checked by all of them.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    async def read(self, name: str) -> bytes:
        """An object's bytes. Raises NotFound, VendorUnavailable, VendorRejected."""
        key = f"{self._prefix}/{name}"
        return await self._call(lambda: self._read(key), name)

    async def write(self, name: str, data: bytes) -> None:
        """Store an object, in the place of what had its name before."""
        key = f"{self._prefix}/{name}"
        async with self._writing:
            await self._call(lambda: self._write(key, data), name)

    async def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _read(self, key: str) -> bytes:
        answer = self._client.get_object(Bucket=self._bucket, Key=key)
        with answer["Body"] as body:
            data: bytes = body.read(PAYLOAD_BYTES_MAX + 1)
            # With a limit, the SDK does not notice by itself that the server hung up.
            if len(data) != answer["ContentLength"]:
                raise VendorUnavailable(
                    VENDOR, f"{len(data)} of {answer['ContentLength']} bytes of {key}"
                )
        return data

    def _write(self, key: str, data: bytes) -> None:
        checksum = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        answer = self._client.put_object(
            Bucket=self._bucket, Key=key, Body=data, ContentMD5=checksum
        )
        if not answer.get("ETag"):  # whoever said 200 was not the store
            raise VendorUnavailable(VENDOR, f"did not say that it has stored {key}")

    async def _call(self, work: Callable[[], T], name: str) -> T:
        def translated() -> T:
            try:
                return work()
            except ClientError as error:
                if _code(error) in MISSING:
                    raise NotFound(f"there is no object {name}") from None
                raise _failure(error) from error
            except (BotoCoreError, HTTPClientError, OSError) as error:
                raise VendorUnavailable(VENDOR, f"{type(error).__name__}: {error}") from error
            except KeyError as error:  # an answer without the headers of one
                raise VendorUnavailable(VENDOR, f"answered without {error}") from error

        return await in_thread(VENDOR, self._timeout_ms, translated)


class S3Objects(S3Bucket):
    """Objects under `prefix/sha256/ab/abcd…`, by their digest.

    Who may read a prefix without a key is the bucket's own setting, not an object's.
    """

    async def get(self, digest: str) -> bytes:
        """The bytes stored under a digest, verified."""
        key = self._key(digest)
        return verified(VENDOR, await self._call(lambda: self._read(key), digest), digest)

    async def put(self, data: bytes) -> str:
        """Store bytes, unless as many are there already, and return their digest."""
        digest = digest_to_store(data, PAYLOAD_BYTES_MAX)
        key = self._key(digest)
        async with self._writing:
            await self._call(lambda: self._write_once(key, data), digest)
        return digest

    def _key(self, digest: str) -> str:
        return f"{self._prefix}/{object_path(digest)}"

    def _write_once(self, key: str, data: bytes) -> None:
        try:
            there = self._client.head_object(Bucket=self._bucket, Key=key)
            if there["ContentLength"] == len(data):
                return
        except ClientError as error:
            if _code(error) not in MISSING:
                raise
        self._write(key, data)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _failure(error: ClientError) -> VendorError:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if not isinstance(status, int):
        return VendorRejected(VENDOR, str(error))
    return refusal(VENDOR, status, f"HTTP {status}: {error}")
