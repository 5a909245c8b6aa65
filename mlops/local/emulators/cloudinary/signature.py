"""The vendor's request signature, written from its documentation and not with its SDK."""

import hashlib
import hmac
from collections.abc import Mapping

UNSIGNED = frozenset({"file", "api_key", "resource_type", "cloud_name", "signature"})


def signature(parameters: Mapping[str, str], api_secret: str) -> str:
    """SHA-1 of the sorted `name=value` pairs, joined by `&`, and the secret.

    A `&` within a value is written `%26`, so that no value can pose as another parameter.

    >>> signature({"public_id": "sample_image", "timestamp": "1315060510"}, "abcd")
    'b4ad47fb4e25c7bf5f92a20089f9db59bc302313'
    """
    pairs = sorted(
        f"{name}={value}".replace("&", "%26")
        for name, value in parameters.items()
        if value and name not in UNSIGNED
    )
    signed = "&".join(pairs) + api_secret
    return hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()


def is_signed(parameters: Mapping[str, str], api_secret: str) -> bool:
    """Whether the parameters carry their own signature."""
    expected = signature(parameters, api_secret)
    return hmac.compare_digest(parameters.get("signature", "").encode(), expected.encode())
