"""Canonical JSON (RFC 8785) for records: text, whole numbers, booleans, null, lists, objects.

Published numbers are decimal strings, so floats never occur and are refused; keys
are ASCII, for which sorting by code point is RFC 8785's order.
"""

import hashlib
import json
from typing import Any

JSON_INTEGER_MAX = 2**53 - 1


def canonical_json(value: Any) -> bytes:
    """The one byte string for a record; TypeError or ValueError for what has none."""
    _refuse_ambiguous(value)
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def sha256_digest(data: bytes) -> str:
    """A content address: `sha256:` and 64 hex digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _refuse_ambiguous(value: Any) -> None:
    match value:
        case None | bool():
            pass
        case str():
            value.encode()  # lone surrogates have no UTF-8
        case int():
            if abs(value) > JSON_INTEGER_MAX:
                raise ValueError(f"{value} does not survive JSON; write it as text")
        case dict():
            for key, item in value.items():
                if not (isinstance(key, str) and key.isascii()):
                    raise TypeError(f"keys are ASCII text, not {key!r}")
                _refuse_ambiguous(item)
        case list() | tuple():
            for item in value:
                _refuse_ambiguous(item)
        case _:
            raise TypeError(f"{type(value).__name__} does not go on record; write it as text")
