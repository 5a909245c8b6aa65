"""What a deploy of an emulated service runs: it says that it is well, and which commit it is.

It stands for MLflow and the others, whose own images are not built here.
"""

import json

from starlette.types import Receive, Scope, Send

from mlops.local.settings import handed_down

VARIABLE = "CANDOR_RENDER_INSTANCE"
VERSION = "/version"


class InstanceApp:
    """Answers its health check and `/version`, and knows nothing else."""

    def __init__(self, health: str, commit: str) -> None:
        self._answers = {health: {"status": "ok"}, VERSION: {"commit": commit}}

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise RuntimeError(f"an instance speaks HTTP, not {scope['type']}")
        found = self._answers.get(scope["path"])
        headers = [(b"content-type", b"application/json")]
        status = 404 if found is None else 200
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(found or {}).encode()})


def app_from_environment() -> InstanceApp:
    """The instance that the platform describes."""
    return InstanceApp(**handed_down(VARIABLE))
