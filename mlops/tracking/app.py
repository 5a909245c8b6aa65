"""The app of the MLflow server: MLflow's own, without the libraries it has no use for here.

And with `/version` before it.
"""

import importlib
import os
import sys
from typing import Any

from mlops.tracking.version import commit_of, says_version

OWN_APP = "mlflow.server.auth:create_app"
APP = "mlops.tracking.app:create_app"
UNUSED = ("pyarrow", "scipy")
"""What pandas and MLflow import where it is there: 40 MB that no request of ours needs."""


def create_app() -> Any:
    """MLflow with basic auth, as uvicorn runs it."""
    for name in UNUSED:
        sys.modules[name] = None  # type: ignore[assignment]  # importing it says there is none
    app = importlib.import_module("mlflow.server.auth").create_app()
    return says_version(app, commit_of(os.environ))
