"""Who may use MLflow beside its admin: read from one secret, checked.

Standard library only: it runs in the server's own environment (requirements/tracking.txt).
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from functions.domain.errors import InvalidInput
from mlops.tracking.secrets import check_secret

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Role(StrEnum):
    """What a user may do."""

    READ = "read"
    """See everything, change nothing."""
    WRITE = "write"
    """What training does: runs, models and versions, those of others too."""


@dataclass(frozen=True, slots=True)
class User:
    """One user who is not the admin."""

    name: str
    password: str = field(repr=False)
    role: Role


def parse_users(text: str, admin: str) -> tuple[User, ...]:
    """Users from `name:password:role` words, with blanks, line ends or commas between them.

    Raises InvalidInput, which never shows a password.
    """
    users: dict[str, User] = {}
    words = [word for word in re.split(r"[\s,]+", text) if word]
    for count, word in enumerate(words, 1):
        name, _, rest = word.partition(":")
        password, _, role = rest.rpartition(":")
        if not NAME.fullmatch(name) or role not in list(Role):
            raise InvalidInput(
                f"MLFLOW_USERS: entry {count} is not name:password:role with role"
                f" {' or '.join(Role)}"
            )
        if name in users or name == admin:
            raise InvalidInput(f"MLFLOW_USERS: {name} is there twice or is the admin")
        check_secret(f"MLFLOW_USERS: the password of {name}", password)
        users[name] = User(name, password, Role(role))
    return tuple(users.values())
