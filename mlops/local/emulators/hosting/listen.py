"""One ASGI app behind several loopback ports: `python -m … module:factory PORT …`.

What a platform serves has as many addresses as there are deployments, and one process tells
them apart by the port that a request came to.
"""

import socket
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.settings import REPOSITORY
from mlops.local.uvicorn_command import GRACE_S

BACKLOG = 2048
ANY = 0
"""A port that is free when it is listened at."""


class Hosted(Protocol):
    """What is served beside a management API, for as long as the emulator lives."""

    async def open(self) -> None:
        """Start what is served from the beginning."""
        ...

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        ...

    async def close(self) -> None:
        """Stop everything that runs."""
        ...


class ByPort:
    """The management API at its port, what is hosted at all others."""

    def __init__(self, api_port: int, api: ASGIApp, hosted: Hosted) -> None:
        self._api_port = api_port
        self._api = api
        self._hosted = hosted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live from the beginning to the end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        at_api = scope["server"][1] == self._api_port
        await (self._api if at_api else self._hosted)(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self._hosted.open()
        except Exception as error:
            await self._hosted.close()
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._hosted.close()
        await send({"type": "lifespan.shutdown.complete"})


def listening_command(factory: str, ports: Sequence[int], env: Mapping[str, str]) -> Command:
    """How to serve what `module:factory` makes of its ports, in the foreground; 0 is any."""
    numbers = (str(port) for port in ports)
    module = "mlops.local.emulators.hosting.listen"
    return Command((sys.executable, "-m", module, factory, *numbers), cwd=REPOSITORY, env=env)


def main(factory: str, *ports: str) -> None:
    """Serve until a signal asks for the end."""
    module, _, name = factory.partition(":")
    listeners = [socket.create_server((LOOPBACK, int(port)), backlog=BACKLOG) for port in ports]
    config = uvicorn.Config(
        getattr(import_module(module), name)([one.getsockname()[1] for one in listeners]),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    uvicorn.Server(config).run(sockets=listeners)


if __name__ == "__main__":
    main(*sys.argv[1:])
