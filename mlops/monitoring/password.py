"""What Prometheus is told of its password: a hash, as its web configuration wants it."""

import secrets

import bcrypt

PASSWORD_BYTES = 32
ROUNDS = 10


def new_password() -> str:
    """One that nobody can guess."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def password_hash(password: str, rounds: int = ROUNDS) -> str:
    """Bcrypt's hash of it, another each time."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds)).decode()
