"""Becomes the MLflow server: `python -m mlops.tracking.serve`, in the server's environment."""

import importlib
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from functions.domain.errors import CandorError, InvalidInput
from mlops.tracking.app import APP, OWN_APP
from mlops.tracking.config import TrackingConfig
from mlops.tracking.users import Role

OTHER_VERSION = "this is not the MLflow that requirements/tracking.txt pins"
WRITTEN_BY_TRAINING = ("experiment", "registered_model")


def serve(environ: Mapping[str, str]) -> None:
    """Migrate the databases, set the users, then turn this process into the server.

    Raises InvalidInput when the environment does not say what is needed.
    """
    config = TrackingConfig.from_environment(environ)
    auth_config = _write_private(config.auth_ini())
    # MLflow reads its settings where it is imported, so they are set before that.
    os.environ.update(config.mlflow_environment(str(auth_config)))
    import mlflow.cli

    # `mlflow server` would stay as a second process above the one that serves, take 200 MB,
    # and leave that one behind when it is killed itself.
    server: Any = importlib.import_module("mlflow.server")
    if not hasattr(server, "_exec_cmd"):
        raise InvalidInput(OTHER_VERSION)

    def become(command: Sequence[str], extra_env: Mapping[str, str], **_: Any) -> None:
        _set_users(config)  # MLflow has made their database by now
        if OWN_APP not in command:
            raise InvalidInput(OTHER_VERSION)
        words = [APP if word == OWN_APP else word for word in command]
        sys.stdout.flush()
        os.execve(words[0], words, {**os.environ, **extra_env})  # noqa: S606

    server._exec_cmd = become  # noqa: SLF001
    mlflow.cli.cli(config.arguments())


def _set_users(config: TrackingConfig) -> None:
    """The admin and the users of the secret, with these passwords, and nobody else."""
    store: Any = importlib.import_module("mlflow.server.auth").store
    _set_password(store, config.mlflow_admin_username, config.mlflow_admin_password)
    wanted = {user.name: user for user in config.users()}
    for known in store.list_users():
        if known.username not in {config.mlflow_admin_username, *wanted}:
            store.delete_user(known.username)
    for name, user in wanted.items():
        if not store.has_user(name):
            store.create_user(name, user.password)
        _set_password(store, name, user.password)
        store.update_user(name, is_admin=False)
        permission = "MANAGE" if user.role is Role.WRITE else "READ"
        for kind in WRITTEN_BY_TRAINING:
            store.grant_user_permission(name, kind, "*", permission)


def _set_password(store: Any, name: str, password: str) -> None:
    if not store.authenticate_user(name, password):
        store.update_user(name, password=password)


def _write_private(text: str) -> Path:
    """A file that only this user can read."""
    descriptor, name = tempfile.mkstemp(prefix="mlflow-auth-", suffix=".ini")
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    return Path(name)


if __name__ == "__main__":
    try:
        serve(os.environ)
    except CandorError as refusal:
        sys.exit(f"Error: {refusal}")
