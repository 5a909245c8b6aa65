"""Checkpoints: the ledger's size and root under a signature (C2SP tlog-checkpoint, signed-note).

    candor.example/ledger
    123
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — candor.example/ledger Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5…

A key has a name and an id of four bytes; Go's checksum database and Certificate
Transparency's static logs sign the same way, and the same tools read it.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field

from functions.domain.errors import InvalidInput
from functions.domain.ledger import HASH_BYTES

ED25519 = b"\x01"
"""The signed note's algorithm byte of Ed25519 (RFC 8032)."""

KEY_BYTES = 32
KEY_ID_BYTES = 4
_NAME = re.compile(r"[^\s+]+")
_SIGNATURE = "\u2014 "
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """The public half of a signing key: its name and 32 bytes."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        """Refuse what no note can name."""
        if not _NAME.fullmatch(self.name) or len(self.public_key) != KEY_BYTES:
            raise InvalidInput("a key has a name without blanks or plus signs, and 32 bytes")

    @property
    def key_id(self) -> bytes:
        """First four bytes of SHA-256(name ‖ newline ‖ algorithm ‖ key)."""
        named = f"{self.name}\n".encode() + ED25519 + self.public_key
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        """`name+id+key`, as the signed note's specification writes a verifier key."""
        key = base64.b64encode(ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"


def parse_verifier(text: str) -> NoteVerifier:
    """The verifier key a text names; InvalidInput with what is wrong."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = _decoded(encoded)
    if raw is None or raw[:1] != ED25519 or len(raw) != 1 + KEY_BYTES:
        raise InvalidInput("a verifier key reads name+id+key, its key 32 bytes of Ed25519")
    verifier = NoteVerifier(name, raw[1:])
    if verifier.key_id.hex() != key_id:
        raise InvalidInput(f"the key's id is {verifier.key_id.hex()}, not {key_id}")
    return verifier


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret half: the key's name and the 32 bytes that RFC 8032 derives the rest from."""

    name: str
    key_id: bytes
    seed: bytes = field(repr=False)

    def __str__(self) -> str:
        """`PRIVATE+KEY+name+id+seed`, as Go's note package writes a signer key."""
        seed = base64.b64encode(ED25519 + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.key_id.hex()}+{seed}"


def parse_signing_key(text: str) -> SigningKey:
    """The signing key a text names; InvalidInput, which does not repeat it, when it is none."""
    name, _, rest = text.strip().removeprefix(_PRIVATE).partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = _decoded(encoded)
    if (
        not text.strip().startswith(_PRIVATE)
        or not _NAME.fullmatch(name)
        or not re.fullmatch(r"[0-9a-f]{8}", key_id)
        or raw is None
        or raw[:1] != ED25519
        or len(raw) != 1 + KEY_BYTES
    ):
        raise InvalidInput("a signing key reads PRIVATE+KEY+name+id+key; `candor ledger keygen`")
    return SigningKey(name, bytes.fromhex(key_id), raw[1:])


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a ledger was: its name, its size, and the root over its entries."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The note's text, which is what is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, verifier: NoteVerifier, signature: bytes) -> str:
        """The signed note, given the signature of its text by that key."""
        encoded = base64.b64encode(verifier.key_id + signature).decode()
        return f"{self.text}\n{_SIGNATURE}{verifier.name} {encoded}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was read: the checkpoint, its text, and signatures by (name, key id)."""

    checkpoint: Checkpoint
    text: bytes
    signatures: dict[tuple[str, bytes], bytes]

    def signature_of(self, verifier: NoteVerifier) -> bytes:
        """The signature to check; InvalidInput when the key has not signed."""
        found = self.signatures.get((verifier.name, verifier.key_id))
        if found is None:
            raise InvalidInput(f"{verifier.name}+{verifier.key_id.hex()} has not signed this")
        return found


def parse_note(note: str) -> Note:
    """A checkpoint's parts, its signatures unchecked; InvalidInput with what is wrong."""
    text, separator, block = note.rpartition("\n\n")
    if not separator or not block.endswith("\n"):
        raise InvalidInput("a signed note ends with a blank line and its signatures")
    signatures = {}
    for line in block.removesuffix("\n").split("\n"):
        name, _, encoded = line.removeprefix(_SIGNATURE).partition(" ")
        raw = _decoded(encoded)
        if not line.startswith(_SIGNATURE) or raw is None or len(raw) <= KEY_ID_BYTES:
            raise InvalidInput(f"{line!r} is no signature")
        signatures[name, raw[:KEY_ID_BYTES]] = raw[KEY_ID_BYTES:]
    return Note(_parsed(f"{text}\n"), f"{text}\n".encode(), signatures)


def _parsed(text: str) -> Checkpoint:
    origin, size, encoded, *_ = [*text.split("\n"), "", ""]
    root = _decoded(encoded)
    if not origin or not size.isascii() or not size.isdigit() or str(int(size)) != size:
        raise InvalidInput("a checkpoint begins with its origin and its size")
    if root is None or len(root) != HASH_BYTES:
        raise InvalidInput(f"a checkpoint's root is {HASH_BYTES} bytes in base64")
    return Checkpoint(origin, int(size), root)


def _decoded(encoded: str) -> bytes | None:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
