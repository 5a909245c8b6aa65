"""Keeps child processes running until it is told to stop, and leaves none behind."""

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from functions.domain.errors import VendorUnavailable
from mlops.local.process import Command, ended, spawned

READY_S_MAX = 60.0
READY_POLL_S = 0.05
STOP_S_MAX = 1.4
"""For each of the two waves of services, so that everything is gone within 3 s."""

BACKOFF_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
STEADY_S = 60.0
"""A service that ran this long starts again without delay."""

LOG_BYTES_MAX = 5_000_000


class Server(Protocol):
    """Something that can be run and asked whether it is ready."""

    def command(self) -> Command:
        """How to run it in the foreground."""
        ...

    def is_ready(self) -> bool:
        """Whether it answers; may block for a moment."""
        ...


@dataclass(slots=True)
class _Child:
    name: str
    server: Server
    log: Path
    process: asyncio.subprocess.Process
    started_at: float
    ready_s_max: float
    crashes: int = 0
    keeper: asyncio.Task[None] | None = field(default=None, repr=False)


class Supervisor:
    """Starts servers, restarts those that crash, stops all of them."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        self._logs = logs
        self._say = say
        self._children: dict[str, _Child] = {}
        self._is_stopping = False

    async def start(
        self,
        name: str,
        server: Server,
        ready_s_max: float | None = None,
        *,
        is_kept: bool = True,
    ) -> None:
        """Start a server and return once it is ready; from then on it is kept running.

        One that is not kept so is its starter's to look after: `ended`, `end`.
        Raises VendorUnavailable with the last line of its log when it is not to be had;
        then nothing of it is left.
        """
        log = self._logs / f"{name}.log"
        cap(log)
        child = _Child(
            name,
            server,
            log,
            await spawned(server.command(), log),
            time.monotonic(),
            ready_s_max or READY_S_MAX,
        )
        self._children[name] = child
        try:
            await self._until_ready(child)
        except VendorUnavailable:
            await self.end(name)
            raise
        if is_kept:
            child.keeper = asyncio.create_task(self._keep(child), name=f"keep {name}")

    async def ended(self, name: str) -> str:
        """Wait until a server has ended; how it did, in words."""
        return _ending(await self._children[name].process.wait())

    async def end(self, name: str) -> None:
        """Stop one server that is not kept, and forget it."""
        await _stop(self._children[name])
        self._children.pop(name, None)

    def pids(self) -> dict[str, int]:
        """Process id of each child."""
        return {name: child.process.pid for name, child in self._children.items()}

    async def stop(self, last: Sequence[str] = ()) -> None:
        """Stop all children, those named in `last` after all others; returns within 3 s."""
        self._is_stopping = True
        for child in self._children.values():
            if child.keeper is not None:
                child.keeper.cancel()
        for is_last in (False, True):
            wave = [child for child in self._children.values() if (child.name in last) is is_last]
            await asyncio.gather(*(_stop(child) for child in wave))
        self._children.clear()

    async def _until_ready(self, child: _Child) -> None:
        deadline = time.monotonic() + child.ready_s_max
        while not await asyncio.to_thread(child.server.is_ready):
            if child.process.returncode is not None:
                raise VendorUnavailable(
                    child.name, f"ended at start: {_last_line(child.log)} (see {child.log})"
                )
            if time.monotonic() > deadline:
                raise VendorUnavailable(
                    child.name, f"was not ready after {child.ready_s_max:.0f} s (see {child.log})"
                )
            await asyncio.sleep(READY_POLL_S)

    async def _keep(self, child: _Child) -> None:
        while True:
            code = await child.process.wait()
            if self._is_stopping:
                return
            if time.monotonic() - child.started_at > STEADY_S:
                child.crashes = 0
            pause_s = BACKOFF_S[min(child.crashes, len(BACKOFF_S) - 1)]
            child.crashes += 1
            self._say(
                f"{child.name} {_ending(code)}; starting it again in {pause_s:g} s"
                f" (see {child.log})"
            )
            await asyncio.sleep(pause_s)
            child.process = await spawned(child.server.command(), child.log)
            child.started_at = time.monotonic()
            with suppress(VendorUnavailable):  # it ended again: the next round says so
                await self._until_ready(child)
                self._say(f"{child.name} is back")


async def _stop(child: _Child) -> None:
    await ended(child.process, child.server.command().stop_signal, STOP_S_MAX)


def cap(log: Path) -> None:
    """Set a log that has grown too large aside, replacing the one set aside before."""
    if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
        log.replace(log.with_suffix(".log.1"))


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace")[-4000:].strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    return f"was killed by {signal.Signals(-code).name}"
