"""Test keys, and signatures by them (RFC 8032), in the published verifier's own arithmetic."""

import base64
import hashlib

from tests.verify.published import verify

ORIGIN = "candor.example/ledger"
SEED = bytes(range(32))
OTHER_SEED = bytes(range(1, 33))


def verifier_key(seed: bytes = SEED, origin: str = ORIGIN) -> str:
    """The text that readers check signatures with."""
    data = b"\x01" + public_key(seed)
    identity = hashlib.sha256(origin.encode() + b"\n" + data).digest()[:4]
    return f"{origin}+{identity.hex()}+{base64.b64encode(data).decode()}"


def public_key(seed: bytes) -> bytes:
    """RFC 8032, section 5.1.5."""
    encoded: bytes = verify.point_encode(verify.point_multiply(_scalar(seed), verify.BASE))
    return encoded


def sign(seed: bytes, message: bytes) -> bytes:
    """RFC 8032, section 5.1.6."""
    prefix = hashlib.sha512(seed).digest()[32:]
    nonce = _number(prefix + message)
    commitment = verify.point_encode(verify.point_multiply(nonce, verify.BASE))
    challenge = _number(commitment + public_key(seed) + message)
    answer = (nonce + challenge * _scalar(seed)) % verify.ORDER
    return bytes(commitment + answer.to_bytes(32, "little"))


def _scalar(seed: bytes) -> int:
    half = bytearray(hashlib.sha512(seed).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 63 | 64
    return int.from_bytes(half, "little")


def _number(data: bytes) -> int:
    return int(int.from_bytes(hashlib.sha512(data).digest(), "little") % verify.ORDER)
