"""What no secret of the MLflow server may be."""

from functions.domain.errors import InvalidInput

SECRET_LENGTH_MIN = 32
DEFAULT_CREDENTIALS = (
    ("admin", "password1234"),
    ("admin", "password"),
    ("admin", "admin"),
    ("mlflow", "mlflow"),
)
"""What MLflow shipped for years, and what people type first."""

PLACEHOLDERS = ("changeme", "change-me", "placeholder", "example", "password", "xxxxxxxx")


def check_secret(name: str, secret: str) -> None:
    """Refuse defaults, placeholders and what is short; InvalidInput that names it."""
    known = {password for _, password in DEFAULT_CREDENTIALS}
    if secret.lower() in known or any(word in secret.lower() for word in PLACEHOLDERS):
        raise InvalidInput(f"{name} is a default or a placeholder; generate a random one")
    if len(secret) < SECRET_LENGTH_MIN:
        raise InvalidInput(f"{name} needs at least {SECRET_LENGTH_MIN} characters")
