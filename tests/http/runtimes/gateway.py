"""The app as the local stack serves it: uvicorn behind the gateway."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from mlops.local.free_port import free_port
from mlops.local.gateway_server import GatewayServer
from mlops.local.process import running
from tests.http.runtimes.runtime import Runtime, RuntimeKind
from tests.http.small_world import SmallWorld

READY_S_MAX = 30


@contextmanager
def start(world: SmallWorld, folder: Path) -> Iterator[Runtime]:
    """Both processes, and what the gateway adds: the page and its headers."""
    api = world.server(free_port())
    gateway = GatewayServer(free_port(), api.port)
    gateway.prepare()
    with ExitStack() as stack:
        for name, server in (("api", api), ("gateway", gateway)):
            log = stack.enter_context((folder / f"{name}.log").open("wb"))
            stack.enter_context(running(server.command(), log, server.is_ready, READY_S_MAX))
        yield Runtime(gateway.url, serves_page=True)


GATEWAY = RuntimeKind("uvicorn behind the gateway", start)
