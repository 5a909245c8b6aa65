"""The object store port in memory."""

from functions.adapters.content_address import digest_to_store
from functions.domain.errors import CandorError, NotFound, VendorError

BYTES_MAX = 10_000_000


class FakeObjects:
    """Keeps objects by digest; `stored` may be tampered with, `failure` is raised while set."""

    def __init__(self) -> None:
        self.failure: VendorError | None = None
        self.stored: dict[str, bytes] = {}

    async def get(self, digest: str) -> bytes:
        """The bytes stored under a digest."""
        self._fail_if_told()
        if digest not in self.stored:
            raise NotFound(f"there is no object {digest}")
        return self.stored[digest]

    async def copies(self, digest: str) -> dict[str, CandorError | None]:
        """The one place, and why it does not give the bytes."""
        try:
            await self.get(digest)
        except (NotFound, VendorError) as error:
            return {"memory": error}
        return {"memory": None}

    async def put(self, data: bytes) -> str:
        """Store bytes and return their digest."""
        digest = digest_to_store(data, BYTES_MAX)
        self._fail_if_told()
        self.stored.setdefault(digest, data)
        return digest

    def _fail_if_told(self) -> None:
        if self.failure is not None:
            raise self.failure
