"""What the emulated Render runs: a process for each deploy, and an address for each service.

A deploy goes live when its process is up and answers the health check; from then on the
service's address leads to it, and the one before ends once nobody waits for it.
"""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from mlops.local.emulators.hosting.instance import Instance
from mlops.local.emulators.render_api.instance_app import VARIABLE, VERSION
from mlops.local.emulators.render_api.workspace import ENDED, Deploy, Service, Workspace
from mlops.local.forward import connections, forward
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.uvicorn_command import uvicorn_command

APP = "mlops.local.emulators.render_api.instance_app:app_from_environment"
LOOK_EVERY_S = 0.5
HEALTH_S_MAX = 2.0


@dataclass(frozen=True, slots=True)
class Hosting:
    """The health check's path of each service by its name, and where logs are kept."""

    health: Mapping[str, str]
    folder: str


class Instances:
    """The ASGI app behind the services' addresses."""

    def __init__(self, workspace: Workspace, hosting: Hosting, ports: Mapping[str, int]) -> None:
        self._workspace = workspace
        self._hosting = hosting
        self._names = {port: name for name, port in ports.items()}
        self._running: dict[str, Instance] = {}
        self._transport = connections()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Run what was deployed before, and look after everything from now on."""
        for service in self._workspace.services():
            if (live := service.live()) is not None:
                await self._bring_up(service, live)
        self._go(self._stop_what_ended())

    def begin(self, service: Service, deploy: Deploy) -> None:
        """Run a deploy, which does not go live before it is healthy."""
        deploy.is_healthy = False
        self._go(self._bring_up(service, deploy))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the port that it came to."""
        name = self._names.get(scope["server"][1])
        service = next((one for one in self._workspace.services() if one.name == name), None)
        live = service.live() if service is not None else None
        if live is None or (instance := self._running.get(live.id)) is None:
            answer = PlainTextResponse("Nothing is deployed here.\n", 404)
            await answer(scope, receive, send)
            return
        async with instance.asked():
            url = httpx.URL(f"http://{LOOPBACK}:{instance.port}")
            await forward(scope, receive, send, url, self._transport, {})

    async def close(self) -> None:
        """Stop everything that runs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(one.stop() for one in self._running.values()))
        await self._transport.aclose()

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring_up(self, service: Service, deploy: Deploy) -> None:
        health = self._hosting.health[service.name]
        port, log = free_port(), Path(self._hosting.folder) / f"{deploy.id}.log"
        told = {VARIABLE: json.dumps({"health": health, "commit": deploy.commit})}
        instance = Instance(uvicorn_command(APP, port, told, factory=True), port, log)
        self._running[deploy.id] = instance
        await instance.wake()
        # One that does not answer is never live.
        with suppress(httpx.HTTPError):
            async with httpx.AsyncClient(timeout=HEALTH_S_MAX, trust_env=False) as http:
                answer = await http.get(f"http://{LOOPBACK}:{port}{health or VERSION}")
            deploy.is_healthy = answer.is_success

    async def _stop_what_ended(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            deploys = [one for each in self._workspace.services() for one in each.deploys]
            for deploy in deploys:
                instance = self._running.get(deploy.id)
                if instance is not None and deploy.status in ENDED and instance.is_idle:
                    await instance.stop()
                    del self._running[deploy.id]
