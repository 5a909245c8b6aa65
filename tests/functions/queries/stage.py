"""What the tests of the shelf play on: one cache, one source, one clock, two processes."""

import asyncio
from datetime import UTC, datetime

from functions.documents.envelope import Rendered, tagged
from functions.domain.world import Clock, Mode, World
from functions.queries.shelf import Shelf, Shelved
from tests.fakes.cache import FakeCache
from tests.fakes.clock import FakeClock

NOON = datetime(2025, 7, 17, 12, tzinfo=UTC)


def live(now: datetime) -> World:
    return World(Mode.LIVE, "venues", Clock(now, None, None, None, 3600.0), now)


class Source:
    """Builds document 1, 2, 3 …, or fails as told."""

    def __init__(self) -> None:
        self.built = 0
        self.attempts = 0
        self.failure: Exception | None = None
        self.takes_s = 0.0
        self.asked, self.answers = asyncio.Event(), asyncio.Event()
        self.answers.set()

    async def __call__(self) -> tuple[Rendered, World]:
        self.attempts += 1
        self.asked.set()
        await asyncio.sleep(self.takes_s)
        await self.answers.wait()
        if self.failure is not None:
            raise self.failure
        self.built += 1
        return document(self.built), live(NOON)

    def hang(self) -> None:
        """Whoever asks from now on waits until `answers` is set."""
        self.asked.clear()
        self.answers.clear()


def document(number: int) -> Rendered:
    return tagged(f'{{"number":{number},"text":"€"}}'.encode())


class Stage:
    """Two processes, each with a shelf, over one cache, one source and one clock."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOON)
        self.cache = FakeCache(self.clock.monotonic)
        self.source = Source()
        self.scores = Source()
        self.shelf = Shelf(self.cache, self.clock)
        self.other_process = Shelf(self.cache, self.clock)

    async def read(self, shelf: Shelf | None = None) -> Shelved:
        return await (shelf or self.shelf).read("forecast", self.source)
