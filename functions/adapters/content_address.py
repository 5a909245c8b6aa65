"""Where an object lies in every store, by what is in it: `sha256/ab/abcd…`."""

import re

from functions.domain.canonical import sha256_digest
from functions.domain.errors import InvalidInput, NotFound

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


def object_path(digest: str) -> str:
    """The path of an object below a store's folder, prefix or URL; NotFound for no digest.

    >>> object_path("sha256:" + "ab" * 32)[:14]
    'sha256/ab/abab'
    """
    match = _DIGEST.fullmatch(digest)
    if match is None:
        raise NotFound(f"{digest[:80]!r} is no digest, so there is no such object")
    return f"sha256/{match[1][:2]}/{match[1]}"


def digest_to_store(data: bytes, bytes_max: int) -> str:
    """The digest of bytes that a store takes; InvalidInput for none of them or too many."""
    if not data:
        raise InvalidInput("an object has at least one byte")
    if len(data) > bytes_max:
        raise InvalidInput(f"an object has at most {bytes_max} bytes here, not {len(data)}")
    return sha256_digest(data)
