"""Who may do what in MLflow: its own basic auth, and readers change nothing.

MLflow lets every user create experiments and models, whatever their permissions; the
session of a reader is refused here before MLflow looks. Runs inside the server.
"""

import functools
import importlib
import os
import threading
from collections.abc import Mapping
from typing import Any

from mlops.tracking.users import Role, parse_users

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READING_ENDS = ("/search", "/search-datasets", "/graphql", "/get-history-bulk-interval")
"""How the paths end that only read and are asked with POST."""


ONE_AT_A_TIME = threading.Lock()
"""Scrypt takes 32 MB a password, and a page asks ten things at once."""


def authorize() -> Any:
    """MLflow's `authorization_function`: the user's credentials, or an answer that refuses."""
    auth: Any = importlib.import_module("mlflow.server.auth")
    flask: Any = importlib.import_module("flask")
    with ONE_AT_A_TIME:
        found = auth.authenticate_request_basic_auth()
    name = getattr(found, "username", None)
    if name in readers() and not only_reads(flask.request.method, flask.request.path):
        return auth.make_forbidden_response()
    return found


def only_reads(method: str, path: str) -> bool:
    """Whether a request changes nothing."""
    return method in READING_METHODS or (method == "POST" and path.endswith(READING_ENDS))


@functools.cache
def readers() -> frozenset[str]:
    """Names of those who may only read, as this server was told when it started."""
    return names_of_readers(os.environ)


def names_of_readers(environ: Mapping[str, str]) -> frozenset[str]:
    """Those of the users with the role."""
    users = parse_users(environ.get("MLFLOW_USERS", ""), environ["MLFLOW_ADMIN_USERNAME"])
    return frozenset(user.name for user in users if user.role is Role.READ)
