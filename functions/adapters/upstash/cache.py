"""The cache port on Upstash Redis."""

from functions.adapters.upstash.connection import VENDOR, UpstashConnection
from functions.domain.errors import InvalidInput, VendorRejected

PAYLOAD_BYTES_MAX = 1_000_000
TEXT_ENCODING = "latin-1"
"""Bytes travel as text, one character a byte: JSON stays readable and a third smaller
than in base64, and any other bytes survive too."""


class UpstashCache:
    """Keys live under `prefix:`; values are bytes of at most `PAYLOAD_BYTES_MAX`."""

    def __init__(self, connection: UpstashConnection, prefix: str) -> None:
        self._connection = connection
        self._prefix = prefix

    async def get(self, key: str) -> bytes | None:
        """The value, or None when absent or expired."""
        text = await self._connection.call(lambda redis: redis.get(self._name(key)))
        try:
            return None if text is None else text.encode(TEXT_ENCODING)
        except (AttributeError, UnicodeEncodeError):
            raise VendorRejected(VENDOR, f"the value of {key!r} was not written by us") from None

    async def set(self, key: str, value: bytes, ttl_s: int) -> None:
        """Store a value for `ttl_s` seconds; InvalidInput for one that is too large."""
        if len(value) > PAYLOAD_BYTES_MAX:
            raise InvalidInput(f"{key!r} has {len(value)} bytes; at most {PAYLOAD_BYTES_MAX}")
        text = value.decode(TEXT_ENCODING)
        await self._connection.call(lambda redis: redis.set(self._name(key), text, ex=ttl_s))

    async def ping(self) -> None:
        """Return when the database behind the endpoint answers."""
        await self._connection.call(lambda redis: redis.ping())

    def _name(self, key: str) -> str:
        return f"{self._prefix}:{key}"
