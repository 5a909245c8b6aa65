"""A signer that loads libsodium when it is first used: most requests sign nothing."""

from functools import cached_property
from typing import TYPE_CHECKING

from functions.domain.checkpoint import NoteVerifier, parse_signing_key

if TYPE_CHECKING:
    from functions.adapters.ed25519.signer import Ed25519Signer


class LazySigner:
    """functions.ports.note_signer.NoteSigner, from a signing key's text."""

    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def verifier(self) -> NoteVerifier:
        """The public half."""
        return self._signer.verifier

    def sign(self, message: bytes) -> bytes:
        """The message's signature, 64 bytes."""
        return self._signer.sign(message)

    @cached_property
    def _signer(self) -> "Ed25519Signer":
        from functions.adapters.ed25519.signer import Ed25519Signer  # noqa: PLC0415

        return Ed25519Signer(parse_signing_key(self._text))
