"""The user a server runs as that refuses to run as root."""

import os
import pwd
import subprocess
from pathlib import Path

from functions.domain.errors import InvalidInput
from mlops.local.process import UNPRIVILEGED_USER, Command


def server_user() -> str | None:
    """Whom to drop to: nobody when we are root, no one otherwise."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(UNPRIVILEGED_USER)
    except KeyError:
        raise InvalidInput(
            f"PostgreSQL refuses to run as root and there is no user {UNPRIVILEGED_USER!r};"
            " run `make up` as an ordinary user"
        ) from None
    return UNPRIVILEGED_USER


def reachable(path: Path) -> bool:
    """Whether the server's user can pass through this folder, asked as that user."""
    options = Command((), user=server_user()).popen_options()
    probe = subprocess.run(
        ("test", "-x", str(path)), cwd="/", check=False,
        **{name: value for name, value in options.items() if name != "cwd"},
    )  # fmt: skip
    return probe.returncode == 0
