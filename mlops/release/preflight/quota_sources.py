"""Who tells what is used: each vendor of what is its own.

Render tells nobody what is used of free instance hours: its Billing page shows it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from functions.domain.errors import VendorRejected
from functions.environment import read_settings
from mlops.operations import NeonSettings, UpstashSettings
from mlops.release.clients.accounts import neon, own_name, upstash
from mlops.release.clients.neon import Neon
from mlops.release.clients.render import Render
from mlops.release.clients.upstash import Upstash
from mlops.release.clients.vercel import Vercel
from mlops.release.preflight.quotas import Usage

DAY = timedelta(days=1)
STAGED_MAX = 2
"""Deployments that one release makes: a build that fails is tried once more."""
BUILD_MIN = 5.0
"""Minutes of a build where none of this month is known."""


@dataclass(frozen=True, slots=True)
class VercelDeployments:
    """Of the whole account, which the limit is for."""

    vercel: Vercel
    now: Callable[[], datetime]
    name: str = "Vercel"
    quotas: frozenset[str] = frozenset({"deployments_a_day"})

    async def usage(self) -> Sequence[Usage]:
        """Deployments made in the last 24 hours."""
        made = await self.vercel.made_since(self.now() - DAY)
        return [Usage("deployments_a_day", made, STAGED_MAX)]


@dataclass(frozen=True, slots=True)
class RenderPipeline:
    """Minutes from the start to the end of every deploy this month, a little more than built.

    Render tells no sum; a service's newest 100 deploys of the month are counted.
    `services`: how many a release deploys.
    """

    render: Render
    services: int
    now: Callable[[], datetime]
    name: str = "Render"
    quotas: frozenset[str] = frozenset({"pipeline_minutes"})

    async def usage(self) -> Sequence[Usage]:
        """Minutes built since the month began (UTC), and those of as many builds as there are."""
        since = self.now().astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        took = [
            (one.finished_at - one.begun_at).total_seconds() / 60
            for service in await self.render.all()
            for one in await self.render.deploys(service.id, since)
            if one.finished_at is not None and one.is_built
        ]
        each = sum(took) / len(took) if took else BUILD_MIN
        return [Usage("pipeline_minutes", sum(took), each * self.services)]


@dataclass(frozen=True, slots=True)
class NeonCompute:
    """Of the project that has this name; asking wakes no compute."""

    reach: Callable[[], AbstractAsyncContextManager[Neon]]
    project: str
    name: str = "Neon"
    quotas: frozenset[str] = frozenset({"cu_hours"})

    async def usage(self) -> Sequence[Usage]:
        """Compute hours of this period. Raises VendorRejected where there is no such project."""
        async with self.reach() as vendor:
            if (found := await vendor.named(self.project)) is None:
                raise VendorRejected(self.name, f"there is no project {self.project}")
            return [Usage("cu_hours", (await vendor.usage(found.id)).compute_hours)]


@dataclass(frozen=True, slots=True)
class UpstashCommands:
    """Of the database that has this name."""

    reach: Callable[[], AbstractAsyncContextManager[Upstash]]
    database: str
    name: str = "Upstash"
    quotas: frozenset[str] = frozenset({"redis_commands"})

    async def usage(self) -> Sequence[Usage]:
        """Commands of this month. Raises VendorRejected where there is no such database."""
        async with self.reach() as vendor:
            if (found := await vendor.named(self.database)) is None:
                raise VendorRejected(self.name, f"there is no database {self.database}")
            return [Usage("redis_commands", (await vendor.usage(found.id)).commands)]


def of_databases(environment: str, given: Mapping[str, str]) -> list[NeonCompute | UpstashCommands]:
    """Those whose key is among the settings."""
    name = own_name(environment)
    found: list[NeonCompute | UpstashCommands] = []
    settings = {**given, "CANDOR_ENV": environment}
    if given.get("NEON_API_KEY"):
        of_neon = read_settings(NeonSettings, settings)
        found.append(NeonCompute(lambda: neon(of_neon), name))
    if given.get("UPSTASH_API_KEY"):
        of_upstash = read_settings(UpstashSettings, settings)
        found.append(UpstashCommands(lambda: upstash(of_upstash), name))
    return found
