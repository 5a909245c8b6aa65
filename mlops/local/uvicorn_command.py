"""How our ASGI apps are served locally."""

import sys
from collections.abc import Mapping
from pathlib import Path

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.settings import REPOSITORY

GRACE_S = 1


def uvicorn_command(
    app: str,
    port: int,
    env: Mapping[str, str],
    *,
    factory: bool = False,
    access_log: bool = False,
    behind_gateway: bool = False,
    folder: Path = REPOSITORY,
) -> Command:
    """One worker on a loopback port, gone at most `GRACE_S` seconds after it is asked to go.

    The app is that of the code in `folder`. Only what is behind our gateway may believe
    `X-Forwarded-For`.
    """
    return Command(
        (
            sys.executable, "-m", "uvicorn", app,
            *(("--factory",) if factory else ()),
            "--host", LOOPBACK,
            "--port", str(port),
            "--no-server-header",
            "--proxy-headers" if behind_gateway else "--no-proxy-headers",
            "--timeout-graceful-shutdown", str(GRACE_S),
            "--access-log" if access_log else "--no-access-log",
            "--log-level", "info" if access_log else "warning",
        ),
        cwd=folder,
        env=env,
    )  # fmt: skip
