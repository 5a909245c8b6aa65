"""Keys that sign checkpoints, and the check of what others signed, by libsodium (PyNaCl)."""

import secrets

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey as SodiumKey
from nacl.signing import VerifyKey

from functions.domain.checkpoint import (
    KEY_BYTES,
    Checkpoint,
    NoteVerifier,
    SigningKey,
    parse_note,
)
from functions.domain.errors import InvalidInput


class Ed25519Signer:
    """functions.ports.note_signer.NoteSigner."""

    def __init__(self, key: SigningKey) -> None:
        self._key = SodiumKey(key.seed)
        self._verifier = NoteVerifier(key.name, bytes(self._key.verify_key))
        if self._verifier.key_id != key.key_id:
            raise InvalidInput(
                f"the signing key's id should be {self._verifier.key_id.hex()},"
                f" not {key.key_id.hex()}: it was changed or mistyped"
            )

    @property
    def verifier(self) -> NoteVerifier:
        """The public half."""
        return self._verifier

    def sign(self, message: bytes) -> bytes:
        """The message's signature, 64 bytes."""
        return self._key.sign(message).signature


def new_signing_key(name: str, seed: bytes | None = None) -> SigningKey:
    """A fresh key of that name, or the one that a seed of 32 bytes gives."""
    seed = seed or secrets.token_bytes(KEY_BYTES)
    return SigningKey(name, NoteVerifier(name, bytes(SodiumKey(seed).verify_key)).key_id, seed)


def verified(note: str, verifier: NoteVerifier) -> Checkpoint:
    """The checkpoint a note carries, its signature checked. Raises InvalidInput."""
    read = parse_note(note)
    try:
        VerifyKey(verifier.public_key).verify(read.text, read.signature_of(verifier))
    except (BadSignatureError, ValueError):
        raise InvalidInput(f"the signature of {verifier.name} is not over this text") from None
    if read.checkpoint.origin != verifier.name:
        raise InvalidInput(f"the checkpoint is of {read.checkpoint.origin}, not {verifier.name}")
    return read.checkpoint
