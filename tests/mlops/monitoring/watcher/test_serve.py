"""What the watcher writes, and uvicorn in its process, is JSON without secrets."""

import json
import socket
import subprocess
import sys

from mlops.local.free_port import LOOPBACK
from mlops.local.settings import REPOSITORY
from tests.mlops.configuration import environments

TELLS = """
import logging
from mlops.monitoring.watcher import serve
build = serve.build
def build_and_tell(settings):
    for name in ("uvicorn.error", "mlops.monitoring.watcher.rounds"):
        logging.getLogger(name).warning("%s", settings.prometheus_password.get_secret_value())
    return build(settings)
serve.build = build_and_tell
serve.main()
"""


def test_every_line_of_it_and_of_uvicorn_is_redacted_json() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        ended = subprocess.run(
            (sys.executable, "-c", TELLS),
            cwd=REPOSITORY,
            env={
                **environments.WATCHED,
                "CANDOR_URL": f"http://{LOOPBACK}:9",
                "HOST": LOOPBACK,
                "PORT": str(taken.getsockname()[1]),
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert ended.returncode != 0
    written = ended.stdout + ended.stderr
    lines = [json.loads(line) for line in written.splitlines()]
    assert {(one["service"], one["environment"]) for one in lines} == {("watcher", "development")}
    by_uvicorn = [one["message"] for one in lines if one["logger"] == "uvicorn.error"]
    assert any("address already in use" in message for message in by_uvicorn)
    assert len([one for one in lines if "PROMETHEUS_PASSWORD" in one["message"]]) == 2
    assert environments.WATCHED["PROMETHEUS_PASSWORD"] not in written
