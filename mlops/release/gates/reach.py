"""How an environment is reached: its domain, each deployment's own address, what runs beside."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from functions.adapters.system import SystemClock
from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.monitoring.watcher.answers import TIMEOUT_S
from mlops.monitoring.watcher.prometheus import Prometheus
from mlops.release.clients.pace import Pace
from mlops.release.clients.render import Render
from mlops.release.clients.vercel import Vercel
from mlops.release.declared import release as declared
from mlops.release.gates.target import Service, Target
from mlops.release.gates.traffic import USER_AGENT, Site, Traffic

DOMAIN = "domain"
MARK_DIGITS = 8
BYPASS_HEADER = "x-vercel-protection-bypass"

Locate = Callable[[str], Awaitable[str]]
"""A deployment's own address, from its id."""


async def nowhere(deployment: str) -> str:
    """For an environment whose deployments have no address but its domain. Raises InvalidInput."""
    raise InvalidInput(f"{deployment} has no address of its own here; the gates look at the domain")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is asked: the full address of its health check, and of its version.

    Without `version` it does not say what it runs.
    """

    health: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Addresses and secrets of one environment.

    `services` are where services are asked, by their names. `bypass` opens
    deployments that ask for a login at their own addresses; it is never sent to the domain.
    Users and passwords may stand in `prometheus` and `services`: no sentence repeats them.
    """

    domain: str
    cron_secret: str = field(repr=False)
    locate: Locate = nowhere
    services: Mapping[str, Place] = field(default_factory=dict, repr=False)
    prometheus: str = field(default="", repr=False)
    bypass: str = field(default="", repr=False)
    transport: httpx.AsyncBaseTransport | None = None
    pace: Pace = field(default_factory=Pace)
    now: Callable[[], datetime] = field(default_factory=lambda: SystemClock().now)

    @asynccontextmanager
    async def __call__(self, arguments: Mapping[str, Any]) -> AsyncIterator[Target]:
        """Open what a command's arguments name. Raises what locating a deployment raises."""
        at, before = arguments["at"], arguments.get("before")
        own = {BYPASS_HEADER: self.bypass} if self.bypass else {}
        headers = {"User-Agent": USER_AGENT}
        async with (
            Traffic(self.transport, self.pace) as traffic,
            httpx.AsyncClient(
                transport=self.transport,
                base_url=self.prometheus,
                timeout=TIMEOUT_S,
                headers=headers,
                trust_env=False,
            ) as http,
        ):
            api = (
                Site(_address(self.domain), traffic)
                if at == DOMAIN
                else Site(_address(await self.locate(at)), traffic, own)
            )
            yield Target(
                api=api,
                before=before and Site(_address(await self.locate(before)), traffic, own),
                commit=arguments.get("commit"),
                services={name: _service(place, traffic) for name, place in self.services.items()},
                prometheus=Prometheus(http) if self.prometheus else None,
                now=self.now,
                mark=f"{secrets.randbelow(10**MARK_DIGITS):0{MARK_DIGITS}d}",
                cron_secret=self.cron_secret,
            )


def on_vercel(vercel: Vercel, scheme: str = "https") -> Locate:
    """Deployments on Vercel have a host name of their own; emulated ones are reached by http."""

    async def locate(deployment: str) -> str:
        if not (host := (await vercel.deployment(deployment)).url):
            raise VendorUnavailable("vercel", f"{deployment} has no address yet")
        return f"{scheme}://{host.removeprefix('https://')}"

    return locate


async def on_render(render: Render, services: Mapping[str, declared.Service]) -> dict[str, Place]:
    """Where the services that can be reached are asked, by their names.

    Raises InvalidInput for a service that has no address though its health is declared, and
    what asking Render raises.
    """
    found = {}
    for name, service in services.items():
        if not service.health:
            continue
        address = (await render.named(service.name)).url
        if not address:
            raise InvalidInput(f"{service.name} on Render has no address, so no health check")
        base = address.rstrip("/")
        found[name] = Place(base + service.health, service.version and base + service.version)
    return found


def _address(url: str) -> str:
    """Scheme and host, and nothing behind. ValueError for anything else."""
    parsed = httpx.URL(url)
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ValueError(f"{parsed.host or url!r} is no address of a deployment")
    return url.rstrip("/")


def _service(place: Place, traffic: Traffic) -> Service:
    """Both are paths of one site."""
    path = httpx.URL(place.health).path
    base = place.health.removesuffix(path)
    return Service(Site(_address(base), traffic), path, place.version.removeprefix(base))
