"""The function as `vercel build` made it, under the shim that runs it at Vercel."""

import atexit
import contextlib
import itertools
import json
import os
import shutil
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx
import pytest

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.deployment.vercel.build import vercel_build
from mlops.deployment.vercel.bundle import HANDLER, Bundle
from mlops.deployment.vercel.tools import python, uv, vercel_cli
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command, running
from tests.http.runtimes.runtime import ANSWER_S_MAX, Runtime, RuntimeKind
from tests.http.small_world import SmallWorld

READY_S_MAX = 30
INVOCATION = "x-vercel-internal-invocation-id"
REQUEST = "x-vercel-internal-request-id"


class Platform:
    """The other end of the shim's socket: every message it sends, in order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.messages: list[dict[str, Any]] = []
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen(1)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def payloads(self, kind: str) -> list[dict[str, Any]]:
        """What the messages of one kind carry."""
        return [one["payload"] for one in list(self.messages) if one["type"] == kind]

    def await_ends(self, count: int) -> None:
        """Wait until so many invocations have ended; the last `end` follows its answer."""
        deadline = time.monotonic() + ANSWER_S_MAX
        while len(self.payloads("end")) < count:
            assert time.monotonic() < deadline, f"{count} ends expected: {self.messages[-3:]}"
            time.sleep(0.01)

    def close(self) -> None:
        """Stop listening."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _read(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return  # closed before the shim came
        received = b""
        with connection:
            while chunk := connection.recv(65536):
                *whole, received = (received + chunk).split(b"\0")
                self.messages.extend(map(json.loads, whole))


@dataclass(frozen=True, kw_only=True)
class Shim(Runtime):
    """A running function, and what it tells the platform."""

    platform: Platform
    pid: int

    def cpu_s(self) -> float:
        """Processor time used since its start: the same however busy the machine is."""
        stat = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client that numbers its requests, as the platform does."""
        numbers = itertools.count(1)

        async def number(request: httpx.Request) -> None:
            request_id = str(next(numbers))
            request.headers.update({INVOCATION: f"invocation-{request_id}", REQUEST: request_id})

        async with httpx.AsyncClient(
            base_url=self.url, timeout=ANSWER_S_MAX, event_hooks={"request": [number]}
        ) as client:
            yield client


@cache
def built() -> Bundle:
    """The bundle, built once a session; the test is skipped where a tool is missing."""
    try:
        python()
        vercel_cli()
        uv()
    except (InvalidInput, VendorUnavailable) as missing:
        pytest.skip(str(missing))
    # Not below the checkout, whose own pyproject.toml the builder might find.
    folder = Path(mkdtemp(prefix="candor-vercel-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return vercel_build(folder)


def settings(world: SmallWorld) -> dict[str, str]:
    """The environment of the function in this world."""
    server = world.server()
    return server.environment()


@contextmanager
def shim(function: Path, environment: Mapping[str, str], folder: Path) -> Iterator[Shim]:
    """Start an unpacked function as the platform does, and end it as the platform does."""
    own = Path(mkdtemp(dir=folder, prefix="shim-"))
    platform = Platform(own / "ipc")
    command = Command(
        # -S: what this machine has installed cannot stand in for what the bundle lacks.
        (str(python()), "-S", HANDLER),
        cwd=function,
        env={**built().environment, **environment, "VERCEL_IPC_PATH": str(platform.path)},
    )
    try:
        with (
            (own / "log").open("wb") as log,
            running(
                command, log, lambda: bool(platform.payloads("server-started")), READY_S_MAX
            ) as process,
        ):
            (started,) = platform.payloads("server-started")
            url = f"http://{LOOPBACK}:{started['httpPort']}"
            yield Shim(url, platform=platform, pid=process.pid)
    except VendorUnavailable as failed:
        pytest.fail(f"{failed}: {platform.messages} {(own / 'log').read_text()[-2000:]}")
    finally:
        platform.close()


@contextmanager
def start(world: SmallWorld, folder: Path) -> Iterator[Runtime]:
    """The bundle unpacked, over the world's PostgreSQL and Upstash emulator."""
    function = built().unpack(Path(mkdtemp(dir=folder, prefix="function-")))
    with shim(function, settings(world), folder) as started:
        yield started


VERCEL = RuntimeKind("vercel build under vercel-runtime", start, slow=True)
