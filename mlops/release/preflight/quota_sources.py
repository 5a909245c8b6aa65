"""Who tells what is used: Vercel of its deployments, Render of its deploys.

Render tells nobody what is used of free instance hours: its Billing page shows it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mlops.release.clients.render import Render
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
