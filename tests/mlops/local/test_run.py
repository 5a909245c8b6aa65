"""The whole stack, started and stopped as a user does, with a world left unprepared."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from mlops.local.free_port import free_port
from mlops.local.settings import REPOSITORY
from mlops.local.stack_record import RunningStack
from mlops.local.state_folder import StateFolder

UP = """
import asyncio, sys
from pathlib import Path
from mlops.local.process import Command
from mlops.local.run import run
from mlops.local.settings import read_settings
from mlops.local.build_stack import build_stack
from mlops.local.stack import SERVICE_PORTS
from mlops.local.state_folder import StateFolder
from mlops.terminal import Terminal
from mlops.local.world_choice import choose_world

settings = read_settings()
state = StateFolder(settings.state)
state.prepare()
assert state.lock()
ports = {**state.ports(SERVICE_PORTS), "page": settings.port}
stack = build_stack(settings, choose_world(settings), state, ports, state.secrets())
asyncio.run(run(stack, state, Terminal(), Command(tuple(sys.argv[1:]))))
"""
DEADLINE_S = 30
STOPPED_S_MAX = 10
"""3 s are for the services (test_supervisor); an interpreter ends as quickly as its machine can."""


@pytest.fixture
def stack(server_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A stack that is up, in a state folder of its own."""
    with _start(server_folder, "sleep", "1000") as process:
        try:
            _read_until(process, "Candor is up at")
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(DEADLINE_S)


def _start(folder: Path, *preparation: str) -> subprocess.Popen[str]:
    environ = {
        **os.environ,
        "CANDOR_STATE": str(folder / "stack"),
        "CANDOR_PORT": str(free_port()),
        "CANDOR_HISTORY": "",
        "CANDOR_MODE": "",
        "CANDOR_SEED": "7",
        "CANDOR_MLFLOW": "off",
        "CANDOR_MONITORING": "off",
    }
    return subprocess.Popen(
        (sys.executable, "-c", UP, *preparation), env=environ, cwd=REPOSITORY, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"ended without {words!r}: {said}")


def _record(folder: Path) -> RunningStack:
    record = StateFolder(folder / "stack").read_record()
    assert record is not None
    return RunningStack.from_record(record)


def _listening(ports: dict[str, int]) -> list[str]:
    found = []
    for name, port in ports.items():
        try:
            httpx.get(f"http://127.0.0.1:{port}", timeout=1)
        except httpx.ConnectError:
            continue
        except httpx.HTTPError:
            pass
        found.append(name)
    return found


def test_it_serves_keeps_its_data_and_leaves_nothing_behind(
    stack: subprocess.Popen[str], server_folder: Path
) -> None:
    running = _record(server_folder)
    page = httpx.get(running.page_url)
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    health = httpx.get(f"{running.page_url}/api/health")
    assert health.json() == {"status": "ok"}
    assert health.headers["x-content-type-options"] == "nosniff"
    assert httpx.post(f"{running.page_url}/api/cron/score").status_code == 401
    assert running.name == "candor_simulated_7"
    with psycopg.connect(running.owner_database_url) as connection:
        tables = connection.execute("SELECT count(*) FROM schema_migration").fetchone()
    assert tables is not None
    assert tables[0] > 0

    started = time.monotonic()
    stack.send_signal(signal.SIGINT)
    stack.wait(DEADLINE_S)
    assert time.monotonic() - started < STOPPED_S_MAX
    assert stack.returncode == 0
    assert _listening(running.ports) == []


def test_when_the_supervisor_is_killed_its_children_die_too(
    stack: subprocess.Popen[str], server_folder: Path
) -> None:
    running = _record(server_folder)
    assert len(_listening(running.ports)) == 9
    stack.kill()
    stack.wait(DEADLINE_S)
    deadline = time.monotonic() + DEADLINE_S
    while _listening(running.ports) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _listening(running.ports) == []


def test_a_world_that_cannot_be_prepared_ends_the_run_and_fails(server_folder: Path) -> None:
    with _start(server_folder, "false") as process:
        said = _read_until(process, "could not be prepared")
        process.wait(DEADLINE_S)
    assert "Candor is up at" in said
    assert process.returncode != 0
