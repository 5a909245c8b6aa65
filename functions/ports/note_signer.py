"""Signing of the ledger's checkpoints."""

from typing import Protocol

from functions.domain.checkpoint import NoteVerifier


class NoteSigner(Protocol):
    """Holds one Ed25519 key."""

    @property
    def verifier(self) -> NoteVerifier:
        """Its public half, under which readers check."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The message's signature (RFC 8032), 64 bytes."""
        ...
