"""Making and taking away projects on Vercel; what is in them is `vercel`'s."""

from typing import Any

from pydantic import BaseModel, TypeAdapter

from mlops.release.clients.api import Api, Call
from mlops.release.clients.vercel import DOMAINS, PAGE, PROJECT, Project

REGION = "iad1"
"""us-east-1, where the database is."""


class _Projects(BaseModel, frozen=True):
    projects: list[Project]


PROJECTS = TypeAdapter(_Projects)
WHATEVER: TypeAdapter[Any] = TypeAdapter(Any)


class VercelProjects:
    """Every method raises VendorUnavailable and VendorRejected."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def named(self, name: str) -> Project | None:
        """The project of that name; names are unique in an account."""
        page = await self._api.get(PROJECTS, "/v10/projects", search=name, limit=str(PAGE))
        return next((one for one in page.projects if one.name == name), None)

    async def create(self, name: str) -> Project:
        """A project that no repository is linked to: only a release deploys."""
        # What is not production is not for the world; what is must be reached by the gates.
        body = {
            "name": name,
            "serverlessFunctionRegion": REGION,
            "ssoProtection": {"deploymentType": "preview"},
        }
        call = Call("POST", "/v11/projects", body, repeatable=False)
        return await self._api.ask(PROJECT, call)

    async def has_domain(self, project: str, domain: str) -> bool:
        """Whether the domain is the project's, verified or not."""
        page = await self._api.get(DOMAINS, f"/v9/projects/{project}/domains", limit=PAGE)
        return any(one.name == domain for one in page.domains)

    async def add_domain(self, project: str, domain: str) -> None:
        """Give the project a production domain; whoever owns the name must point it here."""
        path = f"/v10/projects/{project}/domains"
        await self._api.ask(WHATEVER, Call("POST", path, {"name": domain}, repeatable=False))

    async def delete(self, project: str) -> None:
        """Take a project away with all its deployments; done when it is gone already."""
        await self._api.ask(WHATEVER, Call("DELETE", f"/v9/projects/{project}", gone_is_done=True))
