"""Content-addressed files: what is stored never changes, so any copy will do."""

from collections.abc import Mapping
from typing import Protocol

from functions.domain.errors import CandorError


class ObjectReader(Protocol):
    """Reads objects by digest; what serving needs."""

    async def get(self, digest: str) -> bytes:
        """The bytes stored under `sha256:…`; the caller checks the digest.

        Over a network it has been checked already, so that a right copy is preferred to a
        wrong one; on a disk or in memory the bytes come back as they lie. Raises NotFound
        when there is no such object, VendorError when the store fails or lies.
        """
        ...


class ObjectCopies(ObjectReader, Protocol):
    """Reads objects from wherever copies of them lie; what a process that serves is given."""

    async def copies(self, digest: str) -> Mapping[str, CandorError | None]:
        """Every place, all asked, and why it does not give the bytes of a digest.

        None where it does; NotFound or VendorError elsewhere.
        """
        ...


class ObjectStore(ObjectReader, Protocol):
    """Reads and writes objects by digest; what training needs."""

    async def put(self, data: bytes) -> str:
        """Store bytes and return their digest; storing them twice changes nothing.

        Raises InvalidInput for no bytes or more than the store takes, VendorError.
        """
        ...
