"""The ways in which the app is served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from functions.app import create_app
from functions.bootstrap import Bootstrapped
from tests.http.small_world import SmallWorld, services

ANSWER_S_MAX = 30
IN_PROCESS, GATEWAY = "in process", "uvicorn behind the gateway"


@dataclass(frozen=True)
class Runtime:
    """One way to serve the app; `url` is empty where no socket is needed."""

    name: str
    world: SmallWorld
    url: str = ""

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client whose requests this runtime answers."""
        if self.url:
            async with httpx.AsyncClient(base_url=self.url, timeout=ANSWER_S_MAX) as client:
                yield client
        else:
            async with (
                services(self.world.settings()) as given,
                app_client(given) as client,
            ):
                yield client


def app_client(given: Bootstrapped) -> httpx.AsyncClient:
    """A client of an app in this process."""
    transport = httpx.ASGITransport(create_app(given))
    return httpx.AsyncClient(transport=transport, base_url="http://candor.test")
