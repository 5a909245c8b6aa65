"""What the emulated Vercel serves: a commit's own code at its deployment's address.

A deployment's function is a real process of the commit's files. It is started when the
deployment is built, and again by a request when it no longer runs, as Vercel wakes functions.
The domain's requests go to the deployment that it points to at that moment; who was asked
before answers to the end. The page's files are those that were built in this checkout,
whichever commit serves: building them takes longer than all the rest.
"""

import asyncio
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from functions.domain.errors import InvalidInput
from mlops.local.commit_files import lay_out
from mlops.local.emulators.hosting.instance import Instance
from mlops.local.emulators.vercel.site import Deployment, Site
from mlops.local.emulators.vercel.variables import Variables
from mlops.local.forward import connections
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.gateway import Gateway
from mlops.local.gateway_server import SHELL, VERCEL_JSON
from mlops.local.page_files import FRONT_SHELL, PageFiles
from mlops.local.settings import REPOSITORY
from mlops.local.uvicorn_command import uvicorn_command
from mlops.local.vercel_config import read_vercel_config

APP = "api.index:app"
SERVES = ("api", "functions", "vercel.json")
"""What of a commit becomes the function."""
RUNNING_MAX = 4
"""Functions that are kept running: of what serves, what is tried, and two ways back."""


@dataclass(frozen=True, slots=True)
class Hosting:
    """Where deployments are served, and with what.

    Each of so many `deployments` has a port of its own. `environment` is what a function knows
    beside what its project was told. Commits come from `repository` and are laid out in `folder`.
    """

    domain_port: int
    deployments: int
    folder: str
    environment: Mapping[str, str] = field(repr=False)
    repository: str = str(REPOSITORY)


@dataclass(frozen=True, slots=True)
class _Function:
    instance: Instance
    gateway: Gateway


class Edge:
    """The ASGI app behind the domain and every deployment's address."""

    def __init__(self, site: Site, variables: Variables, hosting: Hosting) -> None:
        self._site = site
        self._variables = variables
        self._hosting = hosting
        self._files = PageFiles(read_vercel_config(VERCEL_JSON).output_folder)
        self._transport = connections()
        self._functions: dict[str, _Function] = {}
        self._builds: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Serve what was deployed before. Raises InvalidInput where that cannot be built."""
        for deployment in self._site.deployments():
            deployment.is_built = False
            await self._build(deployment)
            if deployment.problem:
                raise InvalidInput(deployment.problem)

    def begin(self, deployment: Deployment) -> None:
        """Build a deployment, which is not ready before that has ended."""
        deployment.is_built = False
        task = asyncio.create_task(self._build(deployment))
        self._builds.add(task)
        task.add_done_callback(self._builds.discard)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the port that it came to."""
        function = self._functions.get(self._asked_for(scope["server"][1]) or "")
        if function is None:
            answer = PlainTextResponse("There is no deployment here.\n", 404)
            await answer(scope, receive, send)
            return
        async with function.instance.asked():
            await function.gateway(scope, receive, send)

    async def close(self) -> None:
        """Stop all functions."""
        for task in self._builds:
            task.cancel()
        await asyncio.gather(*self._builds, return_exceptions=True)
        await asyncio.gather(*(one.instance.stop() for one in self._functions.values()))
        await self._transport.aclose()

    def _asked_for(self, port: int) -> str | None:
        """The id of the deployment that answers at a port."""
        if port == self._hosting.domain_port:
            return next(iter(self._site.domains().values()))
        try:
            return self._site.deployment(address(port)).id
        except KeyError:
            return None

    async def _build(self, deployment: Deployment) -> None:
        try:
            function = await asyncio.to_thread(self._function, deployment)
            self._functions[deployment.id] = function
            await function.instance.wake()
            await self._stop_the_longest_unused()
        except (InvalidInput, OSError, subprocess.SubprocessError) as error:
            deployment.problem = str(error)
        finally:
            deployment.is_built = True

    def _function(self, deployment: Deployment) -> _Function:
        """The commit's files and how its function runs; nothing is started."""
        hosting, home = self._hosting, Path(self._hosting.folder) / deployment.id
        code = home / "code"
        code.mkdir(parents=True, exist_ok=True)
        lay_out(Path(hosting.repository), deployment.commit, code, SERVES)
        # As the build command does; what is read here is the page that is served here.
        built = read_vercel_config(VERCEL_JSON).output_folder
        shutil.copy(built / FRONT_SHELL, code / "api" / SHELL)
        told = {**hosting.environment, **self._variables.values()}
        environment = {**told, "CANDOR_COMMIT": deployment.commit}
        port = free_port()
        command = uvicorn_command(APP, port, environment, behind_gateway=True, folder=code)
        gateway = Gateway(
            read_vercel_config(code / VERCEL_JSON.name),
            self._files,
            f"http://{LOOPBACK}:{port}",
            self._transport,
        )
        return _Function(Instance(command, port, home / "log"), gateway)

    async def _stop_the_longest_unused(self) -> None:
        serving = set(self._site.domains().values())
        idle = [
            one.instance
            for name, one in self._functions.items()
            if one.instance.runs and one.instance.is_idle and name not in serving
        ]
        running = sum(one.instance.runs for one in self._functions.values())
        for instance in sorted(idle, key=lambda one: one.used_at)[: max(0, running - RUNNING_MAX)]:
            await instance.stop()


def address(port: int) -> str:
    """A deployment's own, host and port."""
    return f"{LOOPBACK}:{port}"
