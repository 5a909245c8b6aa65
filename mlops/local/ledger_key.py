"""The key that signs a local world's checkpoints: made from the state folder's secret."""

import hashlib

from functions.adapters.ed25519.signer import new_signing_key


def ledger_key(secret: str, world_name: str) -> str:
    """A signing key's text. Every world has its own: two ledgers never share a name."""
    name = f"candor.localhost/{world_name}"
    seed = hashlib.sha256(f"{secret}\n{name}".encode()).digest()
    return str(new_signing_key(name, seed))
