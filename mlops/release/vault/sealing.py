"""Seals bytes with a key that only people and the release know, and opens them again.

XChaCha20-Poly1305 of libsodium: what was changed, or put in another's place, does not open.
"""

import hashlib
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.secret import Aead

ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A key made from a random secret. Its `id` tells it from others and says nothing of it."""

    id: str
    _bytes: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> "SealingKey":
        """From a secret of full strength, such as RELEASE_VAULT_KEY."""
        return cls(_derived(secret, b"candor vault id", ID_BYTES).hex(), _box(secret))

    def seal(self, plain: bytes, place: str) -> bytes:
        """Seal for this `place`, which need not be secret; different bytes every time."""
        return bytes(Aead(self._bytes).encrypt(plain, place.encode()))

    def open(self, sealed: bytes, place: str) -> bytes | None:
        """What was sealed for this place with this key; None for anything else."""
        try:
            return bytes(Aead(self._bytes).decrypt(sealed, place.encode()))
        except (CryptoError, ValueError):
            return None


def _box(secret: str) -> bytes:
    return _derived(secret, b"candor vault box", Aead.KEY_SIZE)


def _derived(secret: str, purpose: bytes, length: int) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=length, person=purpose).digest()
