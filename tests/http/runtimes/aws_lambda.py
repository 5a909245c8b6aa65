"""The app as a Lambda function: two containers of AWS's runtime client behind an HTTP API."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from mlops.local.emulators.lambda_runtime.server import LambdaServer
from mlops.local.free_port import free_port
from mlops.local.process import running
from tests.http.runtimes.runtime import ANSWER_S_MAX, Runtime, RuntimeKind
from tests.http.small_world import SmallWorld
from tests.lambda_gateways import HTTP_API, LambdaTransport

READY_S_MAX = 30
CONTAINERS = 2
CONNECTIONS_MAX = 2
"""To the database, of one container."""
HOST = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class LambdaFunction(Runtime):
    """A function that is invoked for each request."""

    invoke_url: str

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client whose requests become events of the HTTP API."""
        transport = LambdaTransport(HTTP_API, self.invoke_url, ANSWER_S_MAX)
        async with httpx.AsyncClient(transport=transport, base_url=self.url) as client:
            yield client


def environment(world: SmallWorld) -> dict[str, str]:
    """The settings of a function in this world."""
    api = world.server()
    return {**api.environment(), "DB_POOL_SIZE_MAX": str(CONNECTIONS_MAX)}


@contextmanager
def start(world: SmallWorld, folder: Path) -> Iterator[Runtime]:
    """The Runtime API, and the containers that ask it for work; the first request waits."""
    server = LambdaServer(free_port())
    container = server.container(environment(world))
    with ExitStack() as stack:
        log = stack.enter_context((folder / "lambda.log").open("wb"))
        stack.enter_context(running(server.command(), log, server.is_ready, READY_S_MAX))
        for _ in range(CONTAINERS):
            stack.enter_context(running(container, log, lambda: True, READY_S_MAX))
        yield LambdaFunction(HOST, invoke_url=server.invoke_url)


AWS_LAMBDA = RuntimeKind("awslambdaric", start)
