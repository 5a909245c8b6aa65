"""Neon's API: projects, their roles and connection strings (https://api-docs.neon.tech)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter

from functions.domain.errors import InvalidInput
from mlops.release.clients.api import Api, Call

PAGE = 100
HOUR_S = 3600
DATABASE, OWNER = "candor", "candor_owner"
"""What a project of ours is made with."""
ENDED_WELL = frozenset({"finished", "skipped"})
ENDED_BADLY = frozenset({"failed", "error", "cancelled"})


class Project(BaseModel, frozen=True):
    """A project; all but its name are the vendor's."""

    id: str
    name: str
    region: Annotated[str, Field(alias="region_id")]
    pg_version: int


class Operation(BaseModel, frozen=True):
    """Work on a project that goes on after the answer; an unknown status has not ended."""

    id: str
    action: str
    status: str

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is left to be done."""
        return self.status in ENDED_WELL

    @property
    def has_failed(self) -> bool:
        """Whether it will never be done."""
        return self.status in ENDED_BADLY


@dataclass(frozen=True, slots=True)
class NeonUsage:
    """What a project used since `since`; the free plan is measured by the month."""

    compute_hours: float
    """CU-hours: a compute of 0.25 CU that is awake for four hours is one."""
    storage_bytes: int
    """Data and write-ahead log of all branches, now."""
    since: datetime
    until: datetime


class _Projects(BaseModel, frozen=True):
    class _Cursor(BaseModel, frozen=True):
        cursor: str = ""

    projects: list[Project]
    pagination: _Cursor = _Cursor()


class _Of(BaseModel, frozen=True):
    project: Project


class _Consumption(BaseModel, frozen=True):
    class _Figures(BaseModel, frozen=True):
        compute_time_seconds: int
        synthetic_storage_size: int = 0
        consumption_period_start: AwareDatetime
        consumption_period_end: AwareDatetime

    project: _Figures


class _Operations(BaseModel, frozen=True):
    operations: list[Operation]


class _Uri(BaseModel, frozen=True):
    uri: Annotated[str, Field(repr=False)]


PROJECTS = TypeAdapter(_Projects)
CONSUMPTION = TypeAdapter(_Consumption)
OF = TypeAdapter(_Of)
MAYBE_OF: TypeAdapter[_Of | None] = TypeAdapter(_Of | None)
OPERATIONS = TypeAdapter(_Operations)
URI = TypeAdapter(_Uri)


class Neon:
    """Every method raises VendorUnavailable and VendorRejected.

    `org` is the organization that owns the projects; empty: the key says it itself.
    """

    def __init__(self, api: Api, org: str = "") -> None:
        self._api = api
        self._org = org or None

    async def named(self, name: str) -> Project | None:
        """The project of that name, None without one. Raises InvalidInput for several."""
        found: list[Project] = []
        cursor: str | None = None
        while True:
            page = await self._api.get(
                PROJECTS, "/projects", search=name, limit=PAGE, cursor=cursor, org_id=self._org
            )
            found += [one for one in page.projects if one.name == name]
            cursor = page.pagination.cursor
            if len(page.projects) < PAGE or not cursor:
                break
        if len(found) > 1:
            raise InvalidInput(f"there are {len(found)} projects named {name} at Neon, not one")
        return found[0] if found else None

    async def create(self, name: str, region: str, pg_version: int) -> Project:
        """Make a project with our database and its owner; operations go on after the answer."""
        project = {
            "name": name,
            "region_id": region,
            "pg_version": pg_version,
            "store_passwords": True,
            "branch": {"database_name": DATABASE, "role_name": OWNER},
            **({"org_id": self._org} if self._org else {}),
        }
        call = Call("POST", "/projects", {"project": project}, repeatable=False)
        return (await self._api.ask(OF, call)).project

    async def operations(self, project: str) -> Sequence[Operation]:
        """The newest operations of a project, newest first."""
        path = f"/projects/{project}/operations"
        return (await self._api.get(OPERATIONS, path, limit=PAGE)).operations

    async def connection_uri(self, project: str, *, pooled: bool) -> str:
        """The owner's connection string, with its password: never to be shown."""
        found = await self._api.get(
            URI,
            f"/projects/{project}/connection_uri",
            database_name=DATABASE,
            role_name=OWNER,
            pooled="true" if pooled else "false",
        )
        return found.uri

    async def usage(self, project: str) -> NeonUsage:
        """What the project used in this period; asking wakes no compute."""
        found = (await self._api.get(CONSUMPTION, f"/projects/{project}")).project
        return NeonUsage(
            found.compute_time_seconds / HOUR_S,
            found.synthetic_storage_size,
            found.consumption_period_start,
            found.consumption_period_end,
        )

    async def delete(self, project: str) -> None:
        """Take a project away with all that is in it; done when it is gone already."""
        await self._api.ask(MAYBE_OF, Call("DELETE", f"/projects/{project}", gone_is_done=True))
