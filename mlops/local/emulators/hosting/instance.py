"""A process that a platform runs for its customer: started when it is needed, stopped idle."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mlops.local.free_port import accepts_connections
from mlops.local.process import Command, ended, spawned

START_S_MAX = 60.0
AGAIN_AFTER_S = 5.0
"""What ended at start is not started again by every request."""
LOOK_EVERY_S = 0.05
STOP_S_MAX = 3.0


@dataclass(slots=True)
class Instance:
    """A server on a loopback port of its own; what it says is added to a log.

    `used_at` is when it was last asked for something, in seconds of the monotonic clock.
    """

    command: Command
    port: int
    log: Path
    used_at: float = 0.0
    _process: asyncio.subprocess.Process | None = None
    _asked: int = 0
    _ended_at: float = float("-inf")
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def runs(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.returncode is None

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits for an answer of it."""
        return self._asked == 0

    async def wake(self) -> None:
        """Have it listen; returns all the same when it ends at start, or takes too long."""
        async with self._starting:
            if self.runs or time.monotonic() - self._ended_at < AGAIN_AFTER_S:
                return
            self._process = process = await spawned(self.command, self.log)
            until = time.monotonic() + START_S_MAX
            while process.returncode is None and time.monotonic() < until:
                if await asyncio.to_thread(accepts_connections, self.port):
                    return
                await asyncio.sleep(LOOK_EVERY_S)
            self._ended_at = time.monotonic()

    @asynccontextmanager
    async def asked(self) -> AsyncIterator[None]:
        """Awake, and not idle, for the length of a block."""
        self._asked += 1
        self.used_at = time.monotonic()
        try:
            await self.wake()
            yield
        finally:
            self._asked -= 1

    async def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        async with self._starting:
            if self._process is not None:
                await ended(self._process, self.command.stop_signal, STOP_S_MAX)
