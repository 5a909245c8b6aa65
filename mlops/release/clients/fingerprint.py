"""What stands for a set of settings where their values must not be seen."""

from collections.abc import Mapping

from functions.domain.canonical import canonical_json, sha256_digest


def fingerprint(values: Mapping[str, str]) -> str:
    """SHA-256 over names and values, `sha256:…`: equal when all of them are.

    Among the values are keys of full strength, so none can be found by trying.
    """
    return sha256_digest(canonical_json(dict(values)))
