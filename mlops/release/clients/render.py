"""Render's API: services, their deploys, their settings (https://api-docs.render.com)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AliasPath, AwareDatetime, BaseModel, Field, TypeAdapter

from functions.domain.errors import InvalidInput
from mlops.release.clients.api import Api, Call

URL = "https://api.render.com/v1"
PAGE = 100
ENDED = frozenset({"deactivated", "build_failed", "pre_deploy_failed", "update_failed", "canceled"})


class Service(BaseModel, frozen=True):
    """A service; whoever reads `suspended` knows whether it runs at all."""

    id: str
    name: str
    auto_deploy: Annotated[Literal["yes", "no"], Field(alias="autoDeploy")]
    suspended: Literal["suspended", "not_suspended"]
    url: Annotated[str, Field(validation_alias=AliasPath("serviceDetails", "url"))] = ""
    """Where it is reached from outside; empty for one that is not."""

    @property
    def auto_deploys(self) -> bool:
        """Whether a push to its branch deploys."""
        return self.auto_deploy == "yes"


class _Commit(BaseModel, frozen=True):
    id: str = ""


class _Image(BaseModel, frozen=True):
    ref: str = ""
    sha: str = ""


class Deploy(BaseModel, frozen=True):
    """One deploy. A status that is not known is neither live, nor under way, nor ended."""

    id: str
    status: str = ""
    trigger: str = ""
    created_at: Annotated[AwareDatetime, Field(alias="createdAt")]
    started_at: Annotated[AwareDatetime | None, Field(alias="startedAt")] = None
    finished_at: Annotated[AwareDatetime | None, Field(alias="finishedAt")] = None
    commit: _Commit = _Commit()
    image: _Image = _Image()

    @property
    def source(self) -> str:
        """What it runs: a commit, or an image."""
        return self.commit.id or self.image.sha or self.image.ref

    @property
    def begun_at(self) -> datetime:
        """When its work began, as far as Render says."""
        return self.started_at or self.created_at

    @property
    def is_built(self) -> bool:
        """Whether it built something: a rollback runs what was built."""
        return self.trigger != "rollback"

    @property
    def is_live(self) -> bool:
        """Whether it serves."""
        return self.status == "live"

    @property
    def has_ended(self) -> bool:
        """Whether it will not serve any more, or never did."""
        return self.status in ENDED


class _ServiceRow(BaseModel, frozen=True):
    service: Service
    cursor: str = ""


class _DeployRow(BaseModel, frozen=True):
    deploy: Deploy
    cursor: str = ""


class _Variable(BaseModel, frozen=True):
    key: str
    value: str


class _VariableRow(BaseModel, frozen=True):
    variable: Annotated[_Variable, Field(alias="envVar")]
    cursor: str = ""


SERVICE = TypeAdapter(Service)
SERVICES = TypeAdapter(list[_ServiceRow])
DEPLOY = TypeAdapter(Deploy)
DEPLOYS = TypeAdapter(list[_DeployRow])
VARIABLES = TypeAdapter(list[_VariableRow])
MAYBE_DEPLOY: TypeAdapter[Deploy | None] = TypeAdapter(Deploy | None)
"""A deploy that is only queued is answered without a body."""


class Render:
    """What a release asks of Render. Every method raises VendorUnavailable and VendorRejected."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def named(self, name: str) -> Service:
        """The service of that name. Raises InvalidInput where there is not exactly one."""
        rows = await self._api.get(SERVICES, "/services", name=name, limit=PAGE)
        found = [row.service for row in rows if row.service.name == name]
        if len(found) != 1:
            raise InvalidInput(f"there are {len(found)} services named {name} on Render, not one")
        return found[0]

    async def all(self) -> list[Service]:
        """Every service that the key may see."""
        found: list[Service] = []
        cursor: str | None = None
        while True:
            rows = await self._api.get(SERVICES, "/services", limit=PAGE, cursor=cursor)
            found += [row.service for row in rows]
            if len(rows) < PAGE:
                return found
            cursor = rows[-1].cursor

    async def service(self, service: str) -> Service:
        """A service by its id."""
        return await self._api.get(SERVICE, f"/services/{service}")

    async def set_auto_deploys(self, service: str, *, auto_deploys: bool) -> None:
        """Say whether a push to its branch deploys."""
        body = {"autoDeploy": "yes" if auto_deploys else "no"}
        await self._api.ask(SERVICE, Call("PATCH", f"/services/{service}", body))

    async def deploys(self, service: str, since: datetime | None = None) -> list[Deploy]:
        """Deploys made after `since`, at most a page of them, newest first."""
        rows = await self._api.get(
            DEPLOYS,
            f"/services/{service}/deploys",
            limit=PAGE,
            createdAfter=since and since.isoformat().replace("+00:00", "Z"),
        )
        found = [row.deploy for row in rows if since is None or row.deploy.created_at > since]
        return sorted(found, key=lambda one: one.created_at, reverse=True)

    async def deploy(self, service: str, deploy: str) -> Deploy:
        """One deploy as it is now."""
        return await self._api.get(DEPLOY, f"/services/{service}/deploys/{deploy}")

    async def live(self, service: str) -> Deploy | None:
        """The deploy that serves; None before the first."""
        rows = await self._api.get(DEPLOYS, f"/services/{service}/deploys", status="live", limit=1)
        return rows[0].deploy if rows and rows[0].deploy.is_live else None

    async def start_deploy(self, service: str, commit: str) -> Deploy | None:
        """Have a commit deployed, with the settings as they are; None where it is only queued."""
        path, body = f"/services/{service}/deploys", {"commitId": commit}
        return await self._api.ask(MAYBE_DEPLOY, Call("POST", path, body, repeatable=False))

    async def start_rollback(self, service: str, deploy: str) -> Deploy | None:
        """Have what an earlier deploy built deployed anew, with the settings as they are."""
        path, body = f"/services/{service}/rollback", {"deployId": deploy}
        return await self._api.ask(MAYBE_DEPLOY, Call("POST", path, body, repeatable=False))

    async def cancel(self, service: str, deploy: str) -> None:
        """Stop a deploy that is under way."""
        path = f"/services/{service}/deploys/{deploy}/cancel"
        await self._api.ask(DEPLOY, Call("POST", path))

    async def environment(self, service: str) -> dict[str, str]:
        """The service's own variables with their values: never to be shown."""
        found: dict[str, str] = {}
        cursor: str | None = None
        while True:
            path = f"/services/{service}/env-vars"
            rows = await self._api.get(VARIABLES, path, limit=PAGE, cursor=cursor)
            found |= {row.variable.key: row.variable.value for row in rows}
            if len(rows) < PAGE:
                return found
            cursor = rows[-1].cursor

    async def put_environment(self, service: str, values: Mapping[str, str]) -> None:
        """Replace the service's own variables; what runs knows them from its next deploy on."""
        body = [{"key": key, "value": value} for key, value in sorted(values.items())]
        path = f"/services/{service}/env-vars"
        await self._api.ask(VARIABLES, Call("PUT", path, body, secret=True))
