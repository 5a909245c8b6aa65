"""A Lambda function of one container, invoked by a test."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from mlops.local.emulators.lambda_runtime.server import LambdaServer
from mlops.local.free_port import free_port
from mlops.local.process import running
from tests.http.runtimes.aws_lambda import HOST
from tests.http.small_world import SmallWorld
from tests.lambda_gateways import Gateway, LambdaTransport, invoke

READY_S_MAX = ANSWER_S_MAX = 30


@dataclass(frozen=True)
class Function:
    """A function with one container."""

    invoke_url: str
    container: subprocess.Popen[bytes]
    log: Path

    def client(self, gateway: Gateway) -> httpx.AsyncClient:
        transport = LambdaTransport(gateway, self.invoke_url, ANSWER_S_MAX)
        return httpx.AsyncClient(transport=transport, base_url=HOST)

    async def invoke(self, event: Any) -> Any:
        async with httpx.AsyncClient(timeout=ANSWER_S_MAX) as http:
            return await invoke(http, self.invoke_url, event)


@contextmanager
def function_in(folder: Path, env: dict[str, str]) -> Iterator[Function]:
    """A function with these settings."""
    server = LambdaServer(free_port())
    path = folder / f"lambda-{server.port}.log"
    with ExitStack() as stack:
        log = stack.enter_context(path.open("wb"))
        stack.enter_context(running(server.command(), log, server.is_ready, READY_S_MAX))
        container = server.container(env)
        process = stack.enter_context(running(container, log, lambda: True, READY_S_MAX))
        yield Function(server.invoke_url, process, path)


def sessions(world: SmallWorld, *, end: bool = False) -> list[int]:
    """The function's sessions in the database; ended, as by a server that starts anew."""
    ending = "pg_terminate_backend(pid, 5000)" if end else "true"
    with psycopg.connect(world.owner_url) as owner:
        rows = owner.execute(
            f"SELECT pid, {ending} FROM pg_stat_activity"
            " WHERE application_name = 'lambda' AND datname = current_database()"
        )
        return [pid for pid, _ in rows]
