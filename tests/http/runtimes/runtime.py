"""What a way to serve the app is: a name, and how it starts."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.http.small_world import SmallWorld

ANSWER_S_MAX = 30


@dataclass(frozen=True)
class Runtime:
    """The app, served at an address; with the page's files beside it or alone."""

    url: str
    serves_page: bool = False

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client whose requests this runtime answers."""
        async with httpx.AsyncClient(base_url=self.url, timeout=ANSWER_S_MAX) as client:
            yield client


@dataclass(frozen=True)
class RuntimeKind:
    """One way to serve the app: `start(world, folder)` serves it for the length of a block.

    The folder is for logs and the like. A slow kind runs in `make verify` only.
    """

    name: str
    start: Callable[[SmallWorld, Path], AbstractContextManager[Runtime]]
    slow: bool = False
