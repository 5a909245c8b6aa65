"""One child process that cannot outlive us, and how to start and stop it."""

import asyncio
import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from functions.domain.errors import VendorUnavailable

PR_SET_PDEATHSIG = 1
POLL_S = 0.05
STOP_S_MAX = 3.0
UNPRIVILEGED_USER = "nobody"

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, as whom, and with which signals it is asked to end.

    `stop_signal` is sent by us; `death_signal` by the kernel when we die.
    """

    argv: tuple[str, ...]
    cwd: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL

    def popen_options(self) -> dict[str, Any]:
        """Options for subprocess: own session (Ctrl-C is ours alone), tied to our life."""
        options: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "cwd": self.cwd,
            "env": {**os.environ, **self.env},
            "start_new_session": True,
            "preexec_fn": _die_with_parent(self.death_signal),
        }
        if self.user is not None:
            account = pwd.getpwnam(self.user)
            options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        return options


def _die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def tie() -> None:  # after the change of user, which would clear the tie
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:
            os._exit(1)

    return tie


@contextmanager
def running(
    command: Command, log: IO[bytes], is_ready: Callable[[], bool], ready_s_max: float
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command for the length of a block, entered once it is ready.

    Raises VendorUnavailable when it ends, or is not ready, within `ready_s_max` seconds.
    """
    process = subprocess.Popen(
        command.argv, stdout=log, stderr=subprocess.STDOUT, **command.popen_options()
    )
    try:
        _await_ready(command, process, is_ready, ready_s_max)
        yield process
    finally:
        stop(process, command.stop_signal)


def _await_ready(
    command: Command,
    process: subprocess.Popen[bytes],
    is_ready: Callable[[], bool],
    ready_s_max: float,
) -> None:
    name = Path(command.argv[0]).name
    deadline = time.monotonic() + ready_s_max
    while not is_ready():
        if process.poll() is not None:
            raise VendorUnavailable(name, f"ended with code {process.returncode} at start")
        if time.monotonic() > deadline:
            raise VendorUnavailable(name, f"was not ready after {ready_s_max:.0f} s")
        time.sleep(POLL_S)


def stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    """Ask a process to end, and end it when it does not."""
    if process.poll() is not None:
        return
    process.send_signal(stop_signal)
    try:
        process.wait(STOP_S_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def spawned(command: Command, log: Path) -> asyncio.subprocess.Process:
    """Start a command whose output is added to a log.

    For the main thread only: a child is tied to the life of the thread that starts it.
    """
    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *command.argv, stdout=output, stderr=output, **command.popen_options()
        )


async def ended(
    process: asyncio.subprocess.Process, stop_signal: signal.Signals, within_s: float
) -> None:
    """Ask a process to end, and end it when it does not within `within_s` seconds.

    Whatever ends the wait ends the process: who is cancelled here leaves none behind.
    """
    if process.returncode is not None:
        return
    try:
        with suppress(ProcessLookupError):
            process.send_signal(stop_signal)
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await process.wait()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
