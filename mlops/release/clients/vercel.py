"""Vercel's API: a project, its deployments, its domains (https://vercel.com/docs/rest-api)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, Field, TypeAdapter

from functions.domain.errors import InvalidInput
from mlops.release.clients.api import Api, Call

URL = "https://api.vercel.com"
PAGE = 100
COMMIT, SETTINGS = "candorCommit", "candorSettings"
"""What a release writes into a deployment's meta, and finds it again by."""
ENDED = frozenset({"ERROR", "CANCELED", "BLOCKED", "DELETED"})
JOB_FAILED = frozenset({"failed", "skipped"})


class AliasJob(BaseModel, frozen=True):
    """The newest promotion or rollback: the domains on their way to a deployment."""

    to: Annotated[str, Field(alias="toDeploymentId")]
    status: Annotated[str, Field(alias="jobStatus")]
    requested_at: Annotated[int, Field(alias="requestedAt")]

    @property
    def has_settled(self) -> bool:
        """Whether it surely moves nothing any more; of an unknown status nobody can say so."""
        return self.status == "succeeded" or self.has_failed

    @property
    def has_failed(self) -> bool:
        """Whether it ended and some domains stayed where they were."""
        return self.status in JOB_FAILED


class Project(BaseModel, frozen=True):
    """A project; Vercel assigns domains by itself unless it was told not to."""

    id: str
    name: str
    account: Annotated[str, Field(alias="accountId")]
    """Who owns it: a team or a person."""
    assigns_domains: Annotated[bool, Field(alias="autoAssignCustomDomains")] = True
    alias_job: Annotated[AliasJob | None, Field(alias="lastAliasRequest")] = None


class Deployment(BaseModel, frozen=True):
    """A deployment; a state that is not known is neither ready nor ended."""

    id: Annotated[str, Field(validation_alias=AliasChoices("id", "uid"))]
    url: str | None = None
    """Its own address, a host name; None until all of it was sent."""
    state: Annotated[str, Field(alias="readyState")] = ""
    target: str | None = None
    meta: Mapping[str, Any] = {}
    project: Annotated[str, Field(alias="projectId")] = ""
    error: Annotated[str | None, Field(alias="errorMessage")] = None

    @property
    def commit(self) -> str | None:
        """The commit that it was built from, where a release or Vercel's git link wrote it."""
        return self.meta.get(COMMIT) or self.meta.get("githubCommitSha")

    @property
    def is_ready(self) -> bool:
        """Whether it answers at its own address."""
        return self.state == "READY"

    @property
    def has_ended(self) -> bool:
        """Whether it will never be ready."""
        return self.state in ENDED


class _Pages(BaseModel, frozen=True):
    next: int | None = None


class _Deployments(BaseModel, frozen=True):
    deployments: list[Deployment]


class _Made(BaseModel, frozen=True):
    created: int
    """Milliseconds since 1970 UTC."""


class _MadeDeployments(BaseModel, frozen=True):
    deployments: list[_Made]
    pagination: _Pages


class _Alias(BaseModel, frozen=True):
    alias: str
    deployment: Annotated[str | None, Field(alias="deploymentId")] = None


class _Aliases(BaseModel, frozen=True):
    aliases: list[_Alias]
    pagination: _Pages


class _Domain(BaseModel, frozen=True):
    name: str
    verified: bool


class _Domains(BaseModel, frozen=True):
    domains: list[_Domain]
    pagination: _Pages = _Pages()


class _Moved(BaseModel, frozen=True):
    alias: Any
    status: str


class _Promotion(BaseModel, frozen=True):
    aliases: list[_Moved] = []


PROJECT = TypeAdapter(Project)
DEPLOYMENT = TypeAdapter(Deployment)
DEPLOYMENTS = TypeAdapter(_Deployments)
MADE = TypeAdapter(_MadeDeployments)
ALIASES = TypeAdapter(_Aliases)
DOMAINS = TypeAdapter(_Domains)
PROMOTION = TypeAdapter(_Promotion)
WHATEVER: TypeAdapter[Any] = TypeAdapter(Any)


class Vercel:
    """What a release asks of Vercel. Every method raises VendorUnavailable and VendorRejected.

    `project` is a project's id or name.
    """

    def __init__(self, api: Api) -> None:
        self._api = api

    async def project(self, project: str) -> Project:
        """The project as it is now."""
        return await self._api.get(PROJECT, f"/v9/projects/{project}")

    async def set_assigns_domains(self, project: str, *, assigns_domains: bool) -> None:
        """Say whether the next production build takes the domains by itself."""
        body = {"autoAssignCustomDomains": assigns_domains}
        await self._api.ask(PROJECT, Call("PATCH", f"/v9/projects/{project}", body))

    async def deployment(self, deployment: str) -> Deployment:
        """One deployment, by its id or its address."""
        return await self._api.get(DEPLOYMENT, f"/v13/deployments/{_host(deployment)}")

    async def production_deployments(self, project: str) -> list[Deployment]:
        """The newest production deployments, newest first, a page of them."""
        page = await self._api.get(
            DEPLOYMENTS, "/v6/deployments", projectId=project, target="production", limit=PAGE
        )
        return page.deployments

    async def domains(self, project: str) -> dict[str, str | None]:
        """Each production domain, and the deployment that answers there.

        Raises InvalidInput for a project without one: nobody would see its releases.
        """
        path = f"/v9/projects/{project}/domains"
        page = await self._api.get(DOMAINS, path, production="true", redirects="false", limit=PAGE)
        names = [domain.name for domain in page.domains if domain.verified]
        if not names:
            raise InvalidInput(f"the project {project} on Vercel has no production domain; add one")
        aliases = await self._aliases(project)
        return {name: aliases.get(name) for name in names}

    async def start_promotion(self, project: str, deployment: str) -> None:
        """Have all production domains point to a deployment; turns their assignment on."""
        path = f"/v10/projects/{project}/promote/{deployment}"
        # Vercel's own command line sends an empty object too.
        await self._api.ask(WHATEVER, Call("POST", path, {}, repeatable=False))

    async def start_rollback(self, project: str, deployment: str) -> None:
        """Have all production domains point to an earlier one; turns their assignment off."""
        path = f"/v1/projects/{project}/rollback/{deployment}"
        reason = {"description": "candor release"}
        await self._api.ask(WHATEVER, Call("POST", path, {}, reason, repeatable=False))

    async def unmoved(self, project: str) -> list[str]:
        """The domains that the newest promotion or rollback failed to move."""
        path = f"/v1/projects/{project}/promote/aliases"
        page = await self._api.get(PROMOTION, path, failedOnly="true", limit=PAGE)
        return [_name(one.alias) for one in page.aliases if one.status == "failed"]

    async def create_deployment(
        self, project: str, name: str, commit: str, meta: Mapping[str, str]
    ) -> str:
        """Have Vercel build a production deployment that takes no domain; gives its id."""
        body = {
            "name": name,
            "project": project,
            "target": "production",
            "meta": dict(meta),
            "gitMetadata": {"commitSha": commit},
            "autoAssignCustomDomains": False,
        }
        call = Call("POST", "/v13/deployments", body, repeatable=False)
        return (await self._api.ask(DEPLOYMENT, call)).id

    async def made_since(self, at: datetime) -> int:
        """How many deployments the account made since then, of all its projects."""
        since, made = int(at.timestamp() * 1000), 0
        until: int | None = None
        while True:
            page = await self._api.get(
                MADE, "/v6/deployments", since=since, until=until, limit=PAGE
            )
            made += sum(one.created >= since for one in page.deployments)
            until = page.pagination.next
            if until is None:
                return made

    async def cancel(self, deployment: str) -> None:
        """Stop a deployment that is not ready yet."""
        call = Call("PATCH", f"/v12/deployments/{deployment}/cancel")
        await self._api.ask(DEPLOYMENT, call)

    async def _aliases(self, project: str) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        until: int | None = None
        while True:
            page = await self._api.get(
                ALIASES, "/v4/aliases", projectId=project, limit=PAGE, until=until
            )
            found = {one.alias: one.deployment for one in page.aliases} | found
            until = page.pagination.next
            if until is None:
                return found


def _host(deployment: str) -> str:
    """An id or a host name, from an id, a host name or an address."""
    return deployment.removeprefix("https://").rstrip("/")


def _name(alias: Any) -> str:
    """Vercel's specification says that it is a name, its command line reads an object."""
    return str(alias["alias"] if isinstance(alias, Mapping) else alias)
