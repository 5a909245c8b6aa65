"""The emulator as a process of its own, and the containers that run a function beside it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlops.local.emulators.lambda_runtime.app import INVOKE
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.settings import REPOSITORY
from mlops.local.uvicorn_command import uvicorn_command

HANDLER = "functions.lambda_handler.handler"
EXECUTION_ENV = "AWS_Lambda_python3.13"
"""With this the client waits for work in a thread, and answers in UTF-8."""


@dataclass(frozen=True, slots=True)
class LambdaServer:
    """The emulator on one loopback port."""

    port: int

    @property
    def invoke_url(self) -> str:
        """Where to POST an event."""
        return f"http://{LOOPBACK}:{self.port}{INVOKE}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        return uvicorn_command(
            "mlops.local.emulators.lambda_runtime.app:app", self.port, {}, factory=True
        )

    def is_ready(self) -> bool:
        """Whether it listens."""
        return answers(f"http://{LOOPBACK}:{self.port}/ping")

    def container(
        self,
        env: Mapping[str, str],
        *,
        handler: str = HANDLER,
        task_root: Path = REPOSITORY,
        python: str = sys.executable,
    ) -> Command:
        """One container of the function: AWS's runtime client, asking this server for work."""
        return Command(
            (python, "-m", "awslambdaric", handler),
            cwd=task_root,
            env={
                **env,
                "AWS_EXECUTION_ENV": EXECUTION_ENV,
                "AWS_LAMBDA_RUNTIME_API": f"{LOOPBACK}:{self.port}",
            },
        )
