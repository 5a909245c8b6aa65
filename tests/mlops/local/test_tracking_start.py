"""MLflow comes up behind the product, and again; whatever it does, the product goes on."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from mlops.local.free_port import free_port
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.process import Command
from mlops.local.supervisor import Supervisor
from mlops.local.tracking_databases import TrackingDatabases
from mlops.local.tracking_server import TrackingServer
from mlops.local.tracking_start import (
    RETRY_S,
    UNWELL_LOOKS_MAX,
    PreparedServer,
    Stage,
    TrackingKeeper,
    run_to_its_end,
)

INSTALLED = Command(("true",))
QUICK_S = 0.05
FIRST_AND_AGAIN = [Stage.STARTING, Stage.FAILED, Stage.STARTING]


@dataclass
class Sleeper:
    """A server of the name only: a process that sleeps, and is well while it is told so."""

    url: str = "http://127.0.0.1:1"
    is_well: bool = True

    def prepare(self) -> None:
        pass

    def command(self) -> Command:
        return Command(("sleep", "60"))

    def is_ready(self) -> bool:
        return self.is_well


@dataclass
class Scene:
    """A keeper at work, and what it did."""

    keeper: TrackingKeeper
    supervisor: Supervisor
    outbox: list[str]
    said: list[str] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    syncs: list[float] = field(default_factory=list)

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not is_so():  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@asynccontextmanager
async def kept(
    server: PreparedServer, folder: Path, install: Command = INSTALLED, **options: float
) -> AsyncIterator[Scene]:
    """Keep a server for the length of a block, with short pauses."""
    said: list[str] = []
    stages: list[Stage] = []
    outbox: list[str] = []
    syncs: list[float] = []
    supervisor = Supervisor(folder, said.append)
    refuses = options.get("refuses", 0)

    async def sync() -> None:
        syncs.append(time.monotonic())
        if not refuses:
            outbox.clear()

    keeper = TrackingKeeper(
        server, supervisor, folder / "install.log", said.append, stages.append,
        lambda: bool(outbox), sync, install, (QUICK_S, 2 * QUICK_S, 4 * QUICK_S), QUICK_S,
    )  # fmt: skip
    work = asyncio.create_task(keeper.keep())
    try:
        yield Scene(keeper, supervisor, outbox, said, stages, syncs)
        assert not work.done()
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await supervisor.stop()


def mlflow(postgres: PostgresServer, folder: Path) -> TrackingServer:
    """A server whose process ends at once: its password is a default one."""
    return TrackingServer(
        port=free_port(),
        databases=TrackingDatabases(postgres.url(OWNER_ROLE, "postgres"), "candor_start", "w" * 32),
        s3=None,
        folder_before=folder / "before",
        elsewhere=str(folder / "artifacts"),
        admin_password="password1234",
        session_secret="s" * 32,
    )


async def test_a_failed_installation_is_said_once_and_tried_until_it_works(tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    script = f'echo x >>{tries}; [ "$(wc -l <{tries})" -ge 4 ]'
    async with kept(Sleeper(), tmp_path, Command(("sh", "-c", script))) as scene:
        scene.outbox.append("waits")
        await scene.until(lambda: bool(scene.syncs))
        assert scene.stages == [*3 * [Stage.STARTING, Stage.FAILED], Stage.STARTING, Stage.UP]
        await scene.until(lambda: len(scene.said) == 3)
        assert "could not be installed" in scene.said[0]
        assert "Candor goes on without it" in scene.said[0]
        assert "MLflow is up at http://127.0.0.1:1" in scene.said[1]
        assert scene.said[2] == "MLflow was told of the trainings that waited for it"
        assert scene.outbox == []


def test_the_pauses_grow_and_end_nowhere() -> None:
    assert list(RETRY_S) == sorted(set(RETRY_S))
    assert RETRY_S[0] >= 1
    assert RETRY_S[-1] >= 600


async def test_a_server_that_ends_at_start_is_said_with_its_last_words_and_started_again(
    postgres_cluster: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlops.local.tracking_server.PYTHON", Path(sys.executable))
    async with kept(mlflow(postgres_cluster, tmp_path), tmp_path) as scene:
        await scene.until(lambda: len(scene.stages) >= 3)
        assert scene.stages[:3] == FIRST_AND_AGAIN
        [sentence] = scene.said
        assert "MLFLOW_ADMIN_PASSWORD needs at least 32 characters" in sentence


async def test_a_lost_database_is_a_failure_of_mlflow_only(tmp_path: Path) -> None:
    nowhere = PostgresServer(tmp_path / "none", free_port(), "o", "a")
    async with kept(mlflow(nowhere, tmp_path), tmp_path) as scene:
        await scene.until(lambda: len(scene.stages) >= 3)
        assert scene.stages[:3] == FIRST_AND_AGAIN
        assert len(scene.said) == 1


async def test_a_server_that_dies_is_started_again_and_told_what_it_missed(tmp_path: Path) -> None:
    async with kept(Sleeper(), tmp_path) as scene:
        await scene.until(lambda: scene.stages[-1:] == [Stage.UP])
        pid = scene.supervisor.pids()["mlflow"]
        scene.outbox.append("waits")
        os.kill(pid, signal.SIGKILL)
        await scene.until(lambda: scene.stages.count(Stage.UP) == 2 and scene.outbox == [])
        assert scene.stages == [Stage.STARTING, Stage.UP, Stage.FAILED, Stage.STARTING, Stage.UP]
        assert scene.supervisor.pids()["mlflow"] != pid
        assert ["was killed by SIGKILL" in one for one in scene.said][:3] == [False, True, False]


async def test_a_server_that_hangs_is_ended_and_started_again(tmp_path: Path) -> None:
    server = Sleeper()
    async with kept(server, tmp_path) as scene:
        await scene.until(lambda: scene.stages[-1:] == [Stage.UP])
        pid = scene.supervisor.pids()["mlflow"]
        server.is_well = False
        await scene.until(lambda: Stage.FAILED in scene.stages)
        assert not _alive(pid)
        assert f"did not answer {UNWELL_LOOKS_MAX} times" in scene.said[1]
        server.is_well = True
        await scene.until(lambda: scene.stages[-1:] == [Stage.UP])


async def test_what_is_refused_is_offered_again_later_each_time(tmp_path: Path) -> None:
    async with kept(Sleeper(), tmp_path, refuses=1) as scene:
        scene.outbox.append("refused")
        await scene.until(lambda: len(scene.syncs) >= 4)
        gaps = [after - before for before, after in zip(scene.syncs, scene.syncs[1:], strict=False)]
        assert gaps[1] >= 2 * QUICK_S
        assert gaps[2] >= 4 * QUICK_S


async def test_what_an_installation_started_ends_with_it(tmp_path: Path) -> None:
    child = tmp_path / "child"
    script = f"sleep 60 & echo $! >{child}; wait"
    task = asyncio.create_task(run_to_its_end(Command(("sh", "-c", script)), tmp_path / "log"))
    async with asyncio.timeout(30):
        while not (child.exists() and child.read_text().strip()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    deadline = time.monotonic() + 30
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
    one = mlflow(PostgresServer(tmp_path, 1, "o", "a"), tmp_path)
    other = replace(one, databases=replace(one.databases, world="candor_live"))
    assert one.config().mlflow_backend_url.endswith("/candor_start_mlflow")
    assert other.config().mlflow_backend_url.endswith("/candor_live_mlflow")
