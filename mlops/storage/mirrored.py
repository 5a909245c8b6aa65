"""One object store made of several, each of which holds everything."""

import asyncio
from collections.abc import Sequence

from functions.domain.canonical import sha256_digest
from functions.domain.errors import NotFound, VendorError, VendorRejected, VendorUnavailable
from functions.ports.objects import ObjectStore


class MirroredStore:
    """Writes to all stores, reads from the first that has the right bytes."""

    def __init__(self, stores: Sequence[ObjectStore]) -> None:
        if not stores:
            raise ValueError("a mirrored store is made of at least one")
        self._stores = tuple(stores)

    async def get(self, digest: str) -> bytes:
        """The bytes of a digest, verified; NotFound when no store has them."""
        failures: list[VendorError] = []
        for store in self._stores:
            try:
                data = await store.get(digest)
            except NotFound:
                continue
            except VendorError as failure:
                failures.append(failure)
                continue
            if sha256_digest(data) == digest:
                return data
            failures.append(VendorRejected(type(store).__name__, f"other bytes for {digest}"))
        if failures:
            raise _joined(failures)
        raise NotFound(f"there is no object {digest}")

    async def put(self, data: bytes) -> str:
        """Store bytes in every store; VendorError names those that did not take them.

        What the others took stays there: by digest, so that trying again changes nothing.
        """
        outcomes = await asyncio.gather(
            *(store.put(data) for store in self._stores), return_exceptions=True
        )
        failures = []
        for outcome in outcomes:
            if isinstance(outcome, VendorError):
                failures.append(outcome)
            elif isinstance(outcome, BaseException):
                raise outcome
        if failures:
            raise _joined(failures)
        return sha256_digest(data)


def _joined(failures: Sequence[VendorError]) -> VendorError:
    """One error in the name of all vendors that failed; of the kind that may pass if all may."""
    if len(failures) == 1:
        return failures[0]
    may_pass = all(isinstance(failure, VendorUnavailable) for failure in failures)
    kind = VendorUnavailable if may_pass else VendorRejected
    vendors = " and ".join(failure.vendor for failure in failures)
    return kind(vendors, "; ".join(failure.detail for failure in failures))
