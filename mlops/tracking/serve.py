"""Becomes the MLflow server: `python -m mlops.tracking.serve`, in the server's environment."""

import importlib
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from functions.domain.errors import CandorError, InvalidInput
from mlops.tracking.config import TrackingConfig


def serve(environ: Mapping[str, str]) -> None:
    """Migrate the databases, create the admin, then turn this process into the server.

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
        raise InvalidInput("this is not the MLflow that requirements/tracking.txt pins")
    server._exec_cmd = _become  # noqa: SLF001
    mlflow.cli.cli(config.arguments())


def _become(command: Sequence[str], extra_env: Mapping[str, str], **_: Any) -> None:
    sys.stdout.flush()
    os.execve(command[0], [*command], {**os.environ, **extra_env})  # noqa: S606


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
