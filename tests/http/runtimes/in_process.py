"""The app in the tests' own process, without a socket."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from functions.app import create_app
from functions.bootstrap import Bootstrapped
from tests.http.runtimes.runtime import Runtime, RuntimeKind
from tests.http.small_world import SmallWorld, services

NOWHERE = "http://candor.test"


@dataclass(frozen=True, kw_only=True)
class InProcess(Runtime):
    """An app of the client's own event loop."""

    world: SmallWorld

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client of an app that lives as long as the client."""
        async with services(self.world.settings()) as given, app_client(given) as client:
            yield client


def app_client(given: Bootstrapped) -> httpx.AsyncClient:
    """A client of an app in this process."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(given)), base_url=NOWHERE)


@contextmanager
def start(world: SmallWorld, _: Path) -> Iterator[Runtime]:
    """Nothing runs before there is a client."""
    yield InProcess(NOWHERE, world=world)


IN_PROCESS = RuntimeKind("in process", start)
