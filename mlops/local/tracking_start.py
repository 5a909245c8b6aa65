"""Keeps MLflow running behind the product's back: installed, started, and missed by nobody.

What fails is tried again, later each time; what waits in the outbox is sent once MLflow
answers. The product never waits for any of it.
"""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import psycopg

from functions.domain.errors import CandorError, VendorUnavailable
from mlops.local.process import Command, spawned
from mlops.local.supervisor import Server, Supervisor, cap
from mlops.local.tracking_server import ADMIN, INSTALL

READY_S_MAX = 300.0
"""It takes 12 to 40 s alone, and shares the processors with the replay."""

RETRY_S = (5.0, 15.0, 60.0, 300.0, 900.0)
"""Pauses before it is tried again, the last one for ever: each try may download 200 MB."""

STEADY_S = 600.0
"""A server that ran this long is started again after the first pause."""

LOOK_S = 30.0
UNWELL_LOOKS_MAX = 6
"""How often in a row it may fail to answer until it is ended and started again."""

SERVICE = "mlflow"
PASSWORD_PLACE = "password in secrets.json of the state"  # noqa: S105 - where it is


class Stage(StrEnum):
    """How far MLflow has come."""

    OFF = "off"
    STARTING = "starting"
    UP = "up"
    FAILED = "failed, tried again later"


class PreparedServer(Server, Protocol):
    """A server that is made ready before each start."""

    @property
    def url(self) -> str:
        """Where it is."""
        ...

    def prepare(self) -> None:
        """Make what it needs; the second time this does nothing."""
        ...


@dataclass(slots=True)
class TrackingKeeper:
    """Installs MLflow, runs it, and runs it again, until it is cancelled.

    `tell` hears of each stage; `sync` sends the trainings for which `has_waiting` looks.
    """

    server: PreparedServer
    supervisor: Supervisor
    install_log: Path
    say: Callable[[str], None]
    tell: Callable[[Stage], None]
    has_waiting: Callable[[], bool]
    sync: Callable[[], Awaitable[object]]
    install: Command = INSTALL
    retry_s: Sequence[float] = RETRY_S
    look_s: float = LOOK_S
    _failures: int = field(default=0, init=False)
    _said: Stage = field(default=Stage.STARTING, init=False)
    _stage: Stage = field(default=Stage.OFF, init=False)

    async def keep(self) -> None:
        """Do it all, for ever."""
        while True:
            try:
                self._enter(Stage.STARTING)
                await self._start()
                self._enter(Stage.UP)
                self._say(f"MLflow is up at {self.server.url} (user {ADMIN}, {PASSWORD_PLACE})")
                reason = await self._watch()
            except (CandorError, OSError, psycopg.Error) as error:
                reason = str(error)
            self._enter(Stage.FAILED)
            self._say(f"{reason}; Candor goes on without it and tries again in the background")
            pause_s = _pause_s(self.retry_s, self._failures)
            self._failures += 1
            await asyncio.sleep(pause_s)

    def _enter(self, stage: Stage) -> None:
        self._stage = stage
        with suppress(OSError):  # a full disk is no reason to stop trying
            self.tell(stage)

    def _say(self, sentence: str) -> None:
        """Once, until the other of up and failed has been said."""
        if self._said is not self._stage:
            self.say(sentence)
        self._said = self._stage

    async def _start(self) -> None:
        if await run_to_its_end(self.install, self.install_log) != 0:
            raise VendorUnavailable(SERVICE, f"could not be installed (see {self.install_log})")
        await asyncio.to_thread(self.server.prepare)
        await self.supervisor.start(SERVICE, self.server, READY_S_MAX, is_kept=False)

    async def _watch(self) -> str:
        """Look after the running server; why it runs no longer, and then it does not."""
        started, unwell = time.monotonic(), 0
        syncs, next_sync = 0, 0.0
        ending = asyncio.create_task(self.supervisor.ended(SERVICE))
        try:
            while not ending.done() and unwell < UNWELL_LOOKS_MAX:
                unwell = 0 if await asyncio.to_thread(self.server.is_ready) else unwell + 1
                if not self.has_waiting():
                    syncs, next_sync = 0, 0.0
                elif not unwell and time.monotonic() >= next_sync:
                    await self.sync()
                    if not self.has_waiting():
                        self.say("MLflow was told of the trainings that waited for it")
                    # What it refuses it is offered again, later each time.
                    next_sync = time.monotonic() + _pause_s(self.retry_s, syncs)
                    syncs += 1
                await asyncio.wait((ending,), timeout=self.look_s)
            how = ending.result() if ending.done() else f"did not answer {unwell} times in a row"
        finally:
            ending.cancel()
        await self.supervisor.end(SERVICE)
        if time.monotonic() - started > STEADY_S:
            self._failures = 0
        return f"{SERVICE} {how}"


def _pause_s(pauses_s: Sequence[float], count: int) -> float:
    return pauses_s[min(count, len(pauses_s) - 1)]


async def run_to_its_end(command: Command, log: Path) -> int:
    """Run a command and what it starts, with its output in a log; its exit code."""
    cap(log)
    process = await spawned(command, log)
    try:
        return await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        raise
