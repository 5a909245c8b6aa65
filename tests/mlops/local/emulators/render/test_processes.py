"""What /proc tells of a server that listens, works, grows, and ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from functions.adapters.system import SystemClock
from mlops.local.emulators.render.hosted import Hosted
from mlops.local.emulators.render.processes import folder_bytes, session_at, use_of
from mlops.local.free_port import accepts_connections, free_port

HAPPENS_S_MAX = 30
BUSY = """
import socket, subprocess, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
held = bytearray(60_000_000)
child = subprocess.Popen([sys.executable, "-c", "held = bytearray(60_000_000)\\nwhile True: pass"])
child.wait()
"""


def until(seen: Callable[[], bool]) -> None:
    deadline = time.monotonic() + HAPPENS_S_MAX
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen((sys.executable, "-c", BUSY, str(port)), start_new_session=True)
    try:
        until(lambda: accepts_connections(port))
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


def test_a_server_is_found_by_its_port_and_counted_with_its_children() -> None:
    port = free_port()
    assert session_at(port) is None
    with server(port) as process:
        session = session_at(port)
        assert session == process.pid
        until(lambda: (used := use_of(session)) is not None and used.cpu_s > 0.2)
        until(lambda: (used := use_of(session)) is not None and used.memory_bytes > 120_000_000)
    # Its child is for the system to bury.
    until(lambda: use_of(session) is None)


def test_one_that_ended_is_told_no_more_and_found_again_when_it_is_back() -> None:
    port, now = free_port(), SystemClock().now()
    one = Hosted("candor-prometheus", "starter", port)
    one.sample(now, 0.0)
    assert list(one.values("memory")) == []
    with server(port):
        one.sample(now, 10.0)
        assert list(one.values("cpu")) == [], "a rate takes two looks"
        time.sleep(0.5)
        one.sample(now, 20.0)
        [(_, cpu)] = one.values("cpu")
        assert cpu == pytest.approx(0.05, abs=0.05), "half a second of work in ten"
    one.sample(now, 30.0)
    assert len(list(one.values("memory"))) == 1
    with server(port):
        one.sample(now, 40.0)
        one.sample(now, 50.0)
    assert len(list(one.values("memory-limit"))) == 2
    assert list(one.values("disk-capacity")) == []


def test_a_folder_takes_what_its_files_take(tmp_path: Path) -> None:
    (tmp_path / "deep/er").mkdir(parents=True)
    before = folder_bytes(tmp_path)
    (tmp_path / "deep/er/file").write_bytes(b"x" * 300_000)
    assert 290_000 < folder_bytes(tmp_path) - before < 400_000
