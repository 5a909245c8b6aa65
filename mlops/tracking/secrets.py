"""What no secret of the MLflow server may be."""

from functions.domain.errors import InvalidInput
from functions.domain.setting import secret_refusal

DEFAULT_CREDENTIALS = (
    ("admin", "password1234"),
    ("admin", "password"),
    ("admin", "admin"),
    ("mlflow", "mlflow"),
)
"""What MLflow shipped for years, and what people type first."""


def check_secret(name: str, secret: str) -> None:
    """Refuse defaults, placeholders and what is short; InvalidInput that names it."""
    if refusal := secret_refusal(secret):
        raise InvalidInput(f"{name} {refusal.reason}")
