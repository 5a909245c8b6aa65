"""MLflow comes up behind the product, and whatever it does, the product goes on."""

import asyncio
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mlops.local.free_port import free_port
from mlops.local.postgres import PostgresServer
from mlops.local.process import Command
from mlops.local.supervisor import Supervisor
from mlops.local.tracking_server import TrackingServer
from mlops.local.tracking_start import Stage, run_to_its_end, start_tracking

INSTALLED = Command(("true",))


def server(postgres: PostgresServer, folder: Path) -> TrackingServer:
    """A server whose process ends at once: its password is a default one."""
    return TrackingServer(
        port=free_port(),
        postgres=postgres,
        artifacts=str(folder / "artifacts"),
        world="candor_start",
        admin_password="password1234",
        session_secret="s" * 32,
    )


async def start(one: TrackingServer, folder: Path, install: Command) -> tuple[Stage, list[str]]:
    said: list[str] = []
    supervisor = Supervisor(folder, said.append)
    try:
        return (
            await start_tracking(one, supervisor, folder / "install.log", said.append, install),
            said,
        )
    finally:
        await supervisor.stop()


async def test_a_failed_installation_is_said_and_stops_nothing(
    postgres_cluster: PostgresServer, tmp_path: Path
) -> None:
    stage, said = await start(server(postgres_cluster, tmp_path), tmp_path, Command(("false",)))
    assert stage is Stage.FAILED
    assert "could not be installed" in said[0]
    assert "Candor goes on without it" in said[0]


async def test_a_server_that_ends_at_start_is_said_with_its_last_words(
    postgres_cluster: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlops.local.tracking_server.PYTHON", Path(sys.executable))
    stage, said = await start(server(postgres_cluster, tmp_path), tmp_path, INSTALLED)
    assert stage is Stage.FAILED
    assert "MLFLOW_ADMIN_PASSWORD is a default or a placeholder" in said[0]


async def test_a_lost_database_is_a_failure_of_mlflow_only(tmp_path: Path) -> None:
    nowhere = PostgresServer(tmp_path / "none", free_port(), "o", "a")
    stage, said = await start(server(nowhere, tmp_path), tmp_path, INSTALLED)
    assert stage is Stage.FAILED
    assert len(said) == 1


async def test_what_an_installation_started_ends_with_it(tmp_path: Path) -> None:
    child = tmp_path / "child"
    script = f"sleep 60 & echo $! >{child}; wait"
    task = asyncio.create_task(run_to_its_end(Command(("sh", "-c", script)), tmp_path / "log"))
    async with asyncio.timeout(5):
        while not (child.exists() and child.read_text().strip()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    deadline = time.monotonic() + 3
    while _alive(int(child.read_text())) and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    assert not _alive(int(child.read_text()))


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_each_world_has_a_database_of_its_own(tmp_path: Path) -> None:
    one = server(PostgresServer(tmp_path, 1, "o", "a"), tmp_path)
    other = replace(one, world="candor_live")
    assert one.config().mlflow_backend_url.endswith("/candor_start_mlflow")
    assert other.config().mlflow_backend_url.endswith("/candor_live_mlflow")
