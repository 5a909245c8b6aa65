"""Making and taking away projects and services on Render; what they do is `render`'s."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter

from functions.domain.errors import InvalidInput
from mlops.release.clients.api import Api, Call
from mlops.release.clients.render import PAGE, SERVICES, Service


class Project(BaseModel, frozen=True):
    """What belongs together. Ours has one environment."""

    id: str
    name: str
    environments: Annotated[Sequence[str], Field(alias="environmentIds")]


class _Row(BaseModel, frozen=True):
    project: Project


class _Made(BaseModel, frozen=True):
    service: Service


PROJECT = TypeAdapter(Project)
PROJECTS = TypeAdapter(list[_Row])
MADE = TypeAdapter(_Made)
WHATEVER: TypeAdapter[Any] = TypeAdapter(Any)


class RenderProjects:
    """Every method raises VendorUnavailable and VendorRejected. `owner` is the workspace."""

    def __init__(self, api: Api, owner: str) -> None:
        self._api = api
        self.owner = owner

    async def named(self, name: str) -> Project | None:
        """The project of that name, None without one. Raises InvalidInput for several."""
        rows = await self._api.get(PROJECTS, "/projects", name=name, ownerId=self.owner, limit=PAGE)
        found = [row.project for row in rows if row.project.name == name]
        if len(found) > 1:
            raise InvalidInput(f"there are {len(found)} projects named {name} on Render, not one")
        return found[0] if found else None

    async def create(self, name: str, environment: str) -> Project:
        """A project with one environment, whose private network nobody else is in."""
        inside = {"name": environment, "networkIsolationEnabled": True}
        body = {"name": name, "ownerId": self.owner, "environments": [inside]}
        return await self._api.ask(PROJECT, Call("POST", "/projects", body, repeatable=False))

    async def service(self, name: str) -> Service | None:
        """The service of that name; names are unique in a workspace."""
        rows = await self._api.get(SERVICES, "/services", name=name, ownerId=self.owner, limit=PAGE)
        return next((row.service for row in rows if row.service.name == name), None)

    async def create_service(self, body: Mapping[str, Any]) -> Service:
        """A service of our repository; its first deploy begins at once."""
        asked = {**body, "ownerId": self.owner}
        call = Call("POST", "/services", asked, repeatable=False, secret=True)
        return (await self._api.ask(MADE, call)).service

    async def delete_service(self, service: str) -> None:
        """Take a service away with its disk; done when it is gone already."""
        await self._api.ask(WHATEVER, Call("DELETE", f"/services/{service}", gone_is_done=True))

    async def delete(self, project: str) -> None:
        """Take a project away that nothing is in; done when it is gone already."""
        await self._api.ask(WHATEVER, Call("DELETE", f"/projects/{project}", gone_is_done=True))
