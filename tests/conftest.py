"""Real servers for the whole test session, started from the wheels the product uses."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import free_port
from mlops.local.postgres import PostgresServer
from mlops.local.process import running
from mlops.local.valkey import ValkeyServer

READY_S_MAX = 30


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder the servers' unprivileged user can reach (pytest's own it cannot)."""
    folder = Path(tempfile.mkdtemp(prefix="candor-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_cluster(server_folder: Path) -> Iterator[PostgresServer]:
    """A running PostgreSQL with the application role and no database of ours."""
    server = PostgresServer(server_folder / "postgres", free_port())
    server.prepare()
    with (
        (server_folder / "postgres.log").open("wb") as log,
        running(server.command(), log, server.is_ready, READY_S_MAX),
    ):
        server.create_application_role()
        yield server


@pytest.fixture(scope="session")
def valkey(server_folder: Path) -> Iterator[ValkeyServer]:
    """A running Valkey."""
    server = ValkeyServer(server_folder / "valkey", free_port())
    server.prepare()
    with (
        (server_folder / "valkey.log").open("wb") as log,
        running(server.command(), log, server.is_ready, READY_S_MAX),
    ):
        yield server


@pytest.fixture(scope="session")
def upstash(valkey: ValkeyServer, server_folder: Path) -> Iterator[UpstashServer]:
    """The Upstash emulator, served over the real Valkey."""
    server = UpstashServer(free_port(), valkey.port, secrets.token_urlsafe(32))
    with (
        (server_folder / "upstash.log").open("wb") as log,
        running(server.command(), log, server.is_ready, READY_S_MAX),
    ):
        yield server
