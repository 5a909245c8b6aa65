"""What the emulated Vercel serves: each commit at its own address, one of them at the domain."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from functions.domain.errors import InvalidInput
from mlops.local.emulators.vercel import edge as edge_module
from mlops.local.emulators.vercel.edge import Edge, Hosting, address
from mlops.local.emulators.vercel.server import VercelServer, _addresses
from mlops.local.emulators.vercel.site import Deployment, NoAddressLeft, Site
from mlops.local.emulators.vercel.variables import Variables
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.gateway_server import VERCEL_JSON
from mlops.local.page_files import FRONT_SHELL
from mlops.local.process import running
from mlops.local.vercel_config import read_vercel_config
from tests.fakes.clock import FakeClock

DOMAIN_PORT, PORTS = 90, (81, 82, 83, 84, 85, 86)
DOMAIN = f"http://{LOOPBACK}:{DOMAIN_PORT}"
APP = """
import asyncio, json, os
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/api/slow":
        await asyncio.sleep(0.5)
    said = json.dumps([{word!r}, os.environ["CANDOR_COMMIT"], os.environ.get("TOLD", "")])
    await send({{"type": "http.response.start", "status": 200, "headers": []}})
    await send({{"type": "http.response.body", "body": said.encode()}})
"""
STEP_S = 2.0
HAPPENS_S_MAX = 30


async def until(seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(HAPPENS_S_MAX):
        while not seen():  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.01)


class Case:
    """A repository, a project, its edge in this process, and functions as real processes."""

    def __init__(self, folder: Path) -> None:
        self.repository, self.home = folder / "repository", folder / "home"
        (self.repository / "api").mkdir(parents=True)
        (self.repository / "functions").mkdir()
        (self.repository / "functions" / "empty.py").touch()
        shutil.copy(VERCEL_JSON, self.repository)
        self._git("init", "-q")
        self.clock, left = FakeClock(), iter(PORTS)
        self.site = Site(
            "candor", ("candor.example",), self.clock.now, STEP_S, lambda _: address(next(left))
        )
        self.variables = Variables(self.clock.now)
        told = {"TOLD": "by the stack"}
        hosting = Hosting(DOMAIN_PORT, len(PORTS), str(self.home), told, str(self.repository))
        self.edge = Edge(self.site, self.variables, hosting)
        transport = httpx.ASGITransport(self.edge)
        self.http = httpx.AsyncClient(transport=transport, timeout=20)

    def commit(self, word: str, app: str = APP) -> str:
        (self.repository / "api" / "index.py").write_text(app.format(word=word))
        self._git("add", ".")
        self._git("commit", "-qm", word)
        return self._git("rev-parse", "HEAD")

    async def deployed(self, commit: str) -> Deployment:
        """A deployment once it is ready, or has failed."""
        made = self.site.start({}, takes_domains=False, commit=commit)
        self.edge.begin(made)
        await until(lambda: made.is_built)
        self.clock.advance(4 * STEP_S)
        return self.site.deployment(made.id)

    def promote(self, deployment: Deployment) -> None:
        self.site.promote(deployment)
        self.clock.advance(3 * STEP_S)

    async def says(self, url: str, path: str = "/api/x") -> list[str]:
        answer = await self.http.get(url + path)
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    def _git(self, *words: str) -> str:
        command = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com", *words)
        done = subprocess.run(
            command, cwd=self.repository, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()


@pytest.fixture
async def case(tmp_path: Path) -> AsyncIterator[Case]:
    case = Case(tmp_path)
    yield case
    await case.http.aclose()
    await case.edge.close()


async def test_each_commit_answers_at_its_own_address_and_one_at_the_domain(case: Case) -> None:
    old, new = case.commit("old"), case.commit("new")
    case.site.serve({}, old)
    await case.edge.open()
    case.variables.write([{"key": "TOLD", "value": "anew", "type": "plain", "target": ["p"]}])
    staged = await case.deployed(new)
    assert staged.state == "READY"
    assert await case.says(DOMAIN) == ["old", old, "by the stack"]
    assert await case.says(f"http://{staged.url}") == ["new", new, "anew"]
    case.promote(staged)
    assert await case.says(DOMAIN) == ["new", new, "anew"]
    assert await case.says(f"http://{address(PORTS[0])}") == ["old", old, "by the stack"]
    page = await case.http.get(f"{DOMAIN}/record")
    assert (page.status_code, b"<html" in page.content) == (200, True)
    assert await case.says(DOMAIN, "/") == ["new", new, "anew"]
    front = (read_vercel_config(VERCEL_JSON).output_folder / FRONT_SHELL).read_bytes()
    shells = [one.read_bytes() for one in case.home.glob("*/code/api/shell.html")]
    assert shells == [front, front]
    assert front != page.content


async def test_who_was_asked_before_the_domain_moved_answers_to_the_end(case: Case) -> None:
    old, new = case.commit("old"), case.commit("new")
    case.site.serve({}, old)
    await case.edge.open()
    staged = await case.deployed(new)
    slow = asyncio.create_task(case.says(DOMAIN, "/api/slow"))
    await until(lambda: not all(one.instance.is_idle for one in case.edge._functions.values()))
    case.promote(staged)
    assert (await case.says(DOMAIN))[0] == "new"
    assert (await slow)[0] == "old"


async def test_what_cannot_be_built_is_no_deployment(case: Case) -> None:
    failed = await case.deployed("c" * 40)
    assert (failed.state, "has no commit ccc" in failed.problem) == ("ERROR", True)
    assert (await case.http.get(f"http://{failed.url}/api/x")).status_code == 404
    case.site.serve({}, "d" * 40)
    with pytest.raises(InvalidInput, match="has no commit ddd"):
        await case.edge.open()


async def test_a_commit_that_does_not_start_says_so_to_who_asks(case: Case) -> None:
    dead = await case.deployed(case.commit("dead", "raise RuntimeError({word!r})"))
    assert dead.state == "READY"
    answer = await case.http.get(f"http://{dead.url}/api/x")
    assert (answer.status_code, answer.json()["type"]) == (502, "urn:candor:problem:not-running")


async def test_the_longest_unused_ends_and_is_woken_by_who_asks(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge_module, "RUNNING_MAX", 2)
    commits = [case.commit(word) for word in ("first", "second", "third")]
    case.site.serve({}, commits[0])
    await case.edge.open()
    second, third = [await case.deployed(one) for one in commits[1:]]
    running = {name: one.instance.runs for name, one in case.edge._functions.items()}
    assert (running[second.id], running[third.id]) == (False, True)
    assert (await case.says(DOMAIN))[0] == "first"
    assert (await case.says(f"http://{second.url}"))[0] == "second"


async def test_nobody_at_the_domain_notices_that_it_moves(case: Case, tmp_path: Path) -> None:
    """Over sockets, with the emulator as a process of its own."""
    old, new = case.commit("old"), case.commit("new")
    hosting = Hosting(free_port(), 3, str(tmp_path / "served"), {}, str(case.repository))
    server = VercelServer(
        free_port(), "key", "candor", (LOOPBACK,), old, step_s=0.1, hosting=hosting
    )
    seen: list[str] = []

    async def read() -> None:
        url = f"http://{LOOPBACK}:{hosting.domain_port}/api/x"
        async with httpx.AsyncClient() as kept:
            while seen[-3:] != ["new", "new", "new"]:
                async with httpx.AsyncClient() as fresh:
                    for http in (kept, fresh):
                        answer = await http.get(url)
                        seen.append(answer.json()[0] if answer.is_success else answer.text)

    log = (tmp_path / "log").open("wb")
    with log, running(server.command(), log, server.is_ready, 30):
        async with httpx.AsyncClient(
            base_url=server.url, headers={"Authorization": "Bearer key"}
        ) as api:
            reading = asyncio.create_task(read())
            body = {"target": "production", "autoAssignCustomDomains": False}
            made = await api.post(
                "/v13/deployments", json={**body, "gitMetadata": {"commitSha": new}}
            )
            staged = made.json()["id"]
            async with asyncio.timeout(HAPPENS_S_MAX):
                while await state(api, staged) != "READY":  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.05)
            await api.post(f"/v10/projects/candor/promote/{staged}", json={})
            await asyncio.wait_for(reading, HAPPENS_S_MAX)
    assert set(seen) == {"old", "new"}
    assert seen == sorted(seen, reverse=True)


async def state(api: httpx.AsyncClient, deployment: str) -> str:
    return str((await api.get(f"/v13/deployments/{deployment}")).json()["readyState"])


def test_an_emulator_gives_out_each_address_once(tmp_path: Path) -> None:
    case = Case(tmp_path)
    site = Site("candor", (), case.clock.now, STEP_S, _addresses([81]))
    site.start({}, takes_domains=False)
    with pytest.raises(NoAddressLeft):
        site.start({}, takes_domains=False)
