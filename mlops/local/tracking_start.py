"""Brings MLflow up behind the product's back: installed, started, and missed by nobody."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import psycopg

from functions.domain.errors import CandorError, VendorUnavailable
from mlops.local.process import Command
from mlops.local.supervisor import Supervisor, cap
from mlops.local.tracking_server import ADMIN, INSTALL, TrackingServer

READY_S_MAX = 300.0
"""It takes 12 to 40 s alone, and shares the processors with the replay."""


class Stage(StrEnum):
    """How far MLflow has come."""

    OFF = "off"
    STARTING = "starting"
    UP = "up"
    FAILED = "failed"


async def start_tracking(
    server: TrackingServer,
    supervisor: Supervisor,
    install_log: Path,
    say: Callable[[str], None],
    install: Command = INSTALL,
) -> Stage:
    """Install and start MLflow; what goes wrong is said and ends there."""
    try:
        if await run_to_its_end(install, install_log) != 0:
            raise VendorUnavailable("mlflow", f"could not be installed (see {install_log})")
        await asyncio.to_thread(server.prepare)
        await supervisor.start("mlflow", server, READY_S_MAX)
    except (CandorError, OSError, psycopg.Error) as error:
        say(f"{error}; Candor goes on without it, and trainings wait in their outbox")
        return Stage.FAILED
    say(f"MLflow is up at {server.url} (user {ADMIN}, password in secrets.json of the state)")
    return Stage.UP


async def run_to_its_end(command: Command, log: Path) -> int:
    """Run a command and what it starts, with its output in a log; its exit code."""
    cap(log)
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command.argv, stdout=output, stderr=output, **command.popen_options()
        )
    try:
        return await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        raise
