"""Content-addressed files: what is stored never changes, so any copy will do."""

from typing import Protocol


class ObjectReader(Protocol):
    """Reads objects by digest; what serving needs."""

    async def get(self, digest: str) -> bytes:
        """The bytes stored under `sha256:…`, unverified: the caller checks the digest.

        Raises NotFound when there is no such object, VendorError when the store fails.
        """
        ...


class ObjectStore(ObjectReader, Protocol):
    """Reads and writes objects by digest; what training needs."""

    async def put(self, data: bytes) -> str:
        """Store bytes and return their digest; storing them twice changes nothing."""
        ...
