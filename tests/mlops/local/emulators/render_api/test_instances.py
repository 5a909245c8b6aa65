"""What the emulated Render runs: a process for each deploy, the new one healthy first."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from mlops.local.emulators.render_api import instances as instances_module
from mlops.local.emulators.render_api.instances import Hosting, Instances
from mlops.local.emulators.render_api.workspace import Deploy, Service, Workspace
from tests.fakes.clock import FakeClock

OLD, NEW, NAME = "a" * 40, "b" * 40, "candor-mlflow"
STEP_S = 5.0
HAPPENS_S_MAX = 30


async def until(seen: Callable[[], bool], every_s: float = 0.01) -> None:
    async with asyncio.timeout(HAPPENS_S_MAX):
        while not seen():  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(every_s)


class Case:
    """A service that serves OLD, in this process; its deploys run as real ones."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.workspace = Workspace(self.clock.now, STEP_S)
        self.service: Service = self.workspace.add(NAME, OLD, {}, "http://127.0.0.1:90")
        hosting = Hosting({NAME: "/health"}, str(folder))
        self.instances = Instances(self.workspace, hosting, {NAME: 90})
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.instances))

    async def says(self) -> str:
        assert (await self.http.get(f"{self.service.url}/health")).json() == {"status": "ok"}
        return str((await self.http.get(f"{self.service.url}/version")).json()["commit"])

    async def up(self, deploy: Deploy) -> None:
        await until(lambda: deploy.is_healthy)


@pytest.fixture
async def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Case]:
    # One that is well is to be seen so, however slow the machine is.
    monkeypatch.setattr(instances_module, "HEALTH_S_MAX", HAPPENS_S_MAX)
    case = Case(tmp_path)
    await case.instances.open()
    yield case
    await case.http.aclose()
    await case.instances.close()


async def test_a_service_says_the_commit_of_the_deploy_that_is_live(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instances_module, "LOOK_EVERY_S", 0.05)
    assert await case.says() == OLD
    before, deploy = case.service.live(), case.workspace.start(case.service, NEW)
    assert before is not None
    case.instances.begin(case.service, deploy)
    case.clock.advance(4 * STEP_S)
    [moved] = case.workspace.services()
    assert (deploy.status, await case.says()) == ("update_in_progress", OLD)
    await case.up(deploy)
    assert (await case.says(), deploy.status) == (NEW, "live")
    await until(lambda: before.id not in case.instances._running)
    assert (await case.says(), moved.name) == (NEW, "candor-mlflow")


async def test_a_deploy_that_is_not_healthy_never_goes_live(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instances_module, "APP", "no.such.module:app")
    deploy = case.workspace.start(case.service, NEW)
    case.instances.begin(case.service, deploy)
    await until(lambda: len(case.instances._tasks) == 1)  # what stops others goes on
    case.clock.advance(4 * STEP_S)
    assert (await case.says(), deploy.status) == (OLD, "update_in_progress")


async def test_a_port_that_is_no_services_leads_nowhere(case: Case) -> None:
    assert (await case.http.get("http://127.0.0.1:99/health")).status_code == 404


async def test_one_that_is_closed_while_another_ends_leaves_neither(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instances_module, "LOOK_EVERY_S", 0.01)
    deploy = case.workspace.start(case.service, NEW)
    case.instances.begin(case.service, deploy)
    await case.up(deploy)
    both = list(case.instances._running.values())
    processes = [one._process for one in both]
    assert processes[0] is not None
    processes[0].send_signal(signal.SIGSTOP)  # it cannot end when it is asked to
    case.clock.advance(8 * STEP_S)
    await until(both[0]._starting.locked, every_s=0)
    await case.instances.close()
    assert all(one is not None and one.returncode is not None for one in processes)
