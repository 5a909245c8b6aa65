"""The four vendors as an environment is made in them, with the accounts that settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from functions.domain.errors import InvalidInput
from mlops.operations import AccountSettings
from mlops.release.clients.accounts import neon, render_api, upstash, vercel_api
from mlops.release.clients.neon import Neon
from mlops.release.clients.pace import Pace
from mlops.release.clients.render_projects import RenderProjects
from mlops.release.clients.upstash import Upstash
from mlops.release.clients.vercel_projects import VercelProjects


@dataclass(frozen=True, slots=True)
class Vendors:
    """`repository` is where Render builds from."""

    neon: Neon
    upstash: Upstash
    vercel: VercelProjects
    render: RenderProjects
    repository: str
    pace: Pace = field(default_factory=Pace)


@asynccontextmanager
async def vendors_of(accounts: AccountSettings) -> AsyncIterator[Vendors]:
    """The clients, for the length of a block. Raises InvalidInput."""
    if accounts.github_repository is None:
        raise InvalidInput("GITHUB_REPOSITORY is not set: Render builds the services from there")
    async with (
        neon(accounts) as of_neon,
        upstash(accounts) as of_upstash,
        vercel_api(accounts) as vercel,
        render_api(accounts) as render,
    ):
        yield Vendors(
            of_neon,
            of_upstash,
            VercelProjects(vercel),
            RenderProjects(render, accounts.render_owner_id),
            f"https://github.com/{accounts.github_repository}",
        )
