"""Render's and Vercel's emulators as processes: over real sockets, with their faults and fates."""

from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from functions.domain.errors import VendorRejected, VendorUnavailable
from mlops.local.emulators.render_api.server import RenderServer
from mlops.local.emulators.vercel.server import VercelServer
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.process import running
from mlops.release.clients.api import Api
from mlops.release.clients.render import Render
from mlops.release.clients.vercel import Vercel

READY_S_MAX = 30
OLD, NEW = "a" * 40, "b" * 40
KEY = "key-of-the-emulator"


@asynccontextmanager
async def served(folder: Path, server: RenderServer | VercelServer) -> AsyncIterator[Api]:
    """The API of a server, for the length of a block."""
    with ExitStack() as stack:
        log = stack.enter_context((folder / "log").open("wb"))
        stack.enter_context(running(server.command(), log, server.is_ready, READY_S_MAX))
        api = Api("vendor", server.url, KEY)
        try:
            yield api
        finally:
            await api.close()


async def switch(
    server: RenderServer | VercelServer, path: str, told: Mapping[str, object]
) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(headers=headers) as http:
        answer = await http.post(f"http://{LOOPBACK}:{server.port}{path}", json=told)
    assert answer.status_code == 200, answer.text


async def test_render_deploys_by_itself_and_loses_an_answer(tmp_path: Path) -> None:
    server = RenderServer(free_port(), KEY, {"candor-mlflow": OLD}, step_s=0.0001)
    async with served(tmp_path, server) as api:
        render = Render(api)
        service = (await render.named("candor-mlflow")).id
        lost = {"mode": "lost", "count": 1, "on": "POST"}
        await switch(server, "/_faults", lost)
        with pytest.raises(VendorUnavailable, match="RemoteProtocolError"):
            await render.start_deploy(service, NEW)
        live = await render.live(service)
        assert live is not None
        assert live.source == NEW
        fate = {"kind": "deploy", "at": "build_in_progress", "ending": "fails"}
        await switch(server, "/_fates", fate)
        begun = await render.start_deploy(service, OLD)
        assert begun is not None
        assert (await render.deploy(service, begun.id)).status == "build_failed"


async def test_vercel_stages_promotes_and_knows_who_asks(tmp_path: Path) -> None:
    server = VercelServer(free_port(), KEY, "candor", ("candor.example",), OLD, step_s=0.0001)
    async with served(tmp_path, server) as api:
        vercel = Vercel(api)
        [before] = (await vercel.domains("candor")).values()
        assert before is not None
        assert (await vercel.deployment(before)).commit == OLD
        made = await vercel.create_deployment("candor", "candor", NEW, {"githubCommitSha": NEW})
        await vercel.start_promotion("candor", made)
        assert await vercel.domains("candor") == {"candor.example": made}
        stranger = Api("vendor", server.url, "another key")
        with pytest.raises(VendorRejected, match="Not authorized"):
            await Vercel(stranger).project("candor")
        await stranger.close()
