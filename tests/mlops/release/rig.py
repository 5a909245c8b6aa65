"""Both platforms on this machine, with an environment that serves N and shall serve N+1.

Time is the test's: whoever waits lets it pass, and each time somebody looks whether users
are still served.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from functions.domain.errors import NotFound
from mlops.local.emulators.faults import Fault, FaultGate, FaultMode
from mlops.local.emulators.render_api.app import render_app
from mlops.local.emulators.render_api.workspace import Service, Workspace
from mlops.local.emulators.vercel.app import vercel_app
from mlops.local.emulators.vercel.site import Site
from mlops.local.emulators.vercel.variables import Variables
from mlops.release.clients.api import Api
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.clients.pace import Pace
from mlops.release.clients.render import Render
from mlops.release.clients.vercel import COMMIT, Vercel
from mlops.release.clients.vercel_environment import VercelEnvironment
from mlops.release.execute import Handler, execute
from mlops.release.handlers.render import RenderHandlers
from mlops.release.handlers.stager import CreatingStager
from mlops.release.handlers.vercel import VercelHandlers
from mlops.release.live import page_live, service_live
from mlops.release.plan.plan import plan
from mlops.release.plan.state import Live, PageLive, ServiceLive, Wanted
from mlops.release.plan.step import Plan
from mlops.release.progress import Ending, Event
from tests.fakes.clock import FakeClock
from tests.mlops.release.judge import Judged
from tests.mlops.release.vault.memory_vault import MemoryVault

OLD, NEW = "a" * 40, "b" * 40
KEY, TOKEN = "key-of-the-emulated-render", "token-of-the-emulated-vercel"
NAMES = ("candor-mlflow", "candor-grafana")
DOMAINS = ("candor.example", "www.candor.example", "candor.vercel.example")
CALL_S_MAX = 0.4
SLOW_MS = 1_000
TURNS = 30

OLD_PAGE = {"CANDOR_ENV": "staging", "METRICS_TOKEN": "old-" + "m" * 30}
NEW_PAGE = {"CANDOR_ENV": "staging", "METRICS_TOKEN": "new-" + "m" * 30, "VITE_CANDOR_ENV": "s"}
OLD_SERVICE = {"HOST": "0.0.0.0", "SECRET": "old-" + "s" * 30}
NEW_SERVICE = {"HOST": "0.0.0.0", "SECRET": "new-" + "s" * 30}


class Killed(BaseException):
    """Nothing catches it."""


class MemoryJournal:
    """A journal that outlives whoever writes it, who may be dead already."""

    def __init__(self, is_dead: Callable[[], bool]) -> None:
        self.events: list[Event] = []
        self._is_dead = is_dead

    async def read(self) -> Sequence[Event]:
        return tuple(self.events)

    async def append(self, event: Event) -> None:
        if self._is_dead():
            raise Killed
        self.events.append(event)


class Wire(httpx.AsyncBaseTransport):
    """To an emulator without a socket: what is cut there is cut here, and who is killed is."""

    def __init__(self, app: FaultGate, after: Callable[[httpx.Request], None]) -> None:
        self._asgi = httpx.ASGITransport(app)
        self._after = after

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._asgi.handle_async_request(request)
        except AssertionError:
            raise httpx.RemoteProtocolError("peer closed connection") from None
        self._after(request)
        return response


class Rig:
    """The emulators, the clients, the handlers, and what happened."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.workspace = Workspace(self.clock.now)
        self.site = Site("candor", DOMAINS, self.clock.now)
        self.variables = Variables(self.clock.now)
        self.services: list[Service] = [
            self.workspace.add(name, OLD, OLD_SERVICE) for name in NAMES
        ]
        self.services[0].auto_deploy = "yes"
        self.site.serve({COMMIT: OLD})
        self.render_gate = render_app(self.workspace, KEY)
        self.vercel_gate = vercel_app(self.site, self.variables, TOKEN)
        self.judges = [
            Judged(self.render_gate._app, "render"), Judged(self.vercel_gate._app, "vercel")
        ]  # fmt: skip
        self.render_gate._app, self.vercel_gate._app = self.judges
        self.vault = MemoryVault(OLD_PAGE, NEW_PAGE, OLD_SERVICE, NEW_SERVICE)
        self.calls: list[str] = []
        self.kill_after: int | None = None
        self.unserved: list[str] = []
        self._waiting: list[float] = []
        self.says: str | None = None
        self.failing: set[str] = set()
        self.old_service = OLD_SERVICE
        self.after_plan: Callable[[], None] = lambda: None
        self.pace = pace = Pace(self.clock.monotonic, self._wait)
        self.render_api = self._api("render", "https://render.test/v1", KEY, self.render_gate)
        self.vercel_api = self._api("vercel", "https://vercel.test", TOKEN, self.vercel_gate)
        self.render = Render(self.render_api)
        self.vercel = Vercel(self.vercel_api)
        self.environment = VercelEnvironment(self.vercel_api)
        self.render_handlers = RenderHandlers(self.render, self.vault, self.said, pace)
        self.vercel_handlers = VercelHandlers(
            self.vercel, self.environment, self.vault, CreatingStager(self.vercel), pace
        )
        self.journal = MemoryJournal(lambda: self.is_dead)

    @property
    def is_dead(self) -> bool:
        """Whether the kill has come."""
        return self.kill_after is not None and len(self.calls) >= self.kill_after

    async def prepare(self) -> None:
        """Time passes since N, whose settings are sealed."""
        await self.environment.put(self.site.id, OLD_PAGE)
        self.clock.advance(3600)
        self.calls.clear()

    async def said(self, service: str) -> str | None:
        """What a service says of itself."""
        live = self.workspace.service(service).live()
        return (live.commit if live else None) if self.says is None else self.says

    async def page(self) -> PageLive:
        """The page as a plan looks at it."""
        return await page_live(self.vercel, self.environment, self.site.id)

    async def live(self) -> Live:
        """Everything as a plan looks at it."""
        services = [await service_live(self.render, name) for name in NAMES]
        return Live(await self.page(), tuple(services), (), None)

    async def plan(self) -> Plan:
        """From what runs to the new commit with new settings."""
        services = dict.fromkeys(NAMES, fingerprint(NEW_SERVICE))
        wanted = Wanted(NEW, (), fingerprint(NEW_PAGE), services)
        return plan("staging", await self.live(), wanted)

    def handlers(self) -> dict[str, Handler]:
        """All commands; what is not of a platform does nothing, or fails where it shall."""
        ours = {**self.render_handlers.handlers(), **self.vercel_handlers.handlers()}
        others = {name: self._other(name) for name in ("gates", "observe")}
        return {**ours, **others}

    async def execute(self, steps: Plan) -> Ending:
        """Carry the plan out, or on."""
        self.after_plan()
        return await execute(steps, self.handlers(), self.journal, lambda _: None)

    def fault(self, vendor: str, mode: str, on: str, count: int | None = 1, **more: Any) -> None:
        """Make one vendor fail when it is asked for something."""
        gate = self.render_gate if vendor == "render" else self.vercel_gate
        more = {"delay_ms": SLOW_MS, **more} if mode == "slow" else more
        gate.switch.set(Fault(FaultMode(mode), count, on=on, **more))

    def heal(self) -> None:
        """No vendor fails any more."""
        self.render_gate.switch.set(None)
        self.vercel_gate.switch.set(None)

    def count(self, part: str) -> int:
        """How many calls were answered that have this in "METHOD /path"."""
        return sum(part in call for call in self.calls)

    def _api(self, vendor: str, url: str, token: str, gate: FaultGate) -> Api:
        pace = Pace(self.clock.monotonic, self._wait)
        return Api(vendor, url, token, None, Wire(gate, self._called), pace, CALL_S_MAX)

    def _called(self, request: httpx.Request) -> None:
        if self.is_dead:
            raise Killed
        self.calls.append(f"{request.method} {request.url.path}")
        if self.is_dead:
            raise Killed

    def _other(self, name: str) -> Handler:
        async def handle(arguments: Mapping[str, Any]) -> None:
            if f"{name} {arguments.get('at')}" in self.failing:
                raise NotFound("a gate fails")

        return handle

    async def _wait(self, seconds: float) -> None:
        """Let time pass: together with whoever else waits, the shortest wait first."""
        until = self.clock.monotonic() + seconds
        self._waiting.append(until)
        try:
            while self.clock.monotonic() < until:
                for _ in range(TURNS):  # in which the others come to their own waits
                    await asyncio.sleep(0)
                if self.is_dead:
                    raise Killed
                if until == min(self._waiting):
                    self.clock.advance(max(until - self.clock.monotonic(), 0))
        finally:
            self._waiting.remove(until)
        self._look()

    def _look(self) -> None:
        """Users: every service answers, every domain leads to what is ready and known good."""
        for service in self.services:
            live = self.workspace.service(service.id).live()
            if live is None or live.commit not in (OLD, NEW):
                self.unserved.append(f"{service.name} at {self.clock.now()}")
        for name, deployment in self.site.domains().items():
            if deployment is None or self.site.deployment(deployment).state != "READY":
                self.unserved.append(f"{name} at {self.clock.now()}")


def without_deploys(live: Live) -> tuple[Any, ...]:
    """What must be as before when all was undone: a rollback on Render is a new deploy."""
    services = [
        ServiceLive(one.name, one.id, None, one.commit, one.environment, one.auto_deploys)
        for one in live.services
    ]
    return live.page, services
