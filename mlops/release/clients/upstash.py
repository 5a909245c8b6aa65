"""Upstash's developer API: Redis databases (https://upstash.com/docs/devops/developer-api)."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.release.clients.api import Api, Call

Plan = Literal["free", "payg"]
DOMAIN = "upstash.io"


class Database(BaseModel, frozen=True):
    """A Redis database. The list leaves out the token, and what was not read is None."""

    id: Annotated[str, Field(alias="database_id")]
    name: Annotated[str, Field(alias="database_name")]
    state: str = ""
    endpoint: str
    rest_token: Annotated[str | None, Field(repr=False)] = None

    @property
    def rest_url(self) -> str:
        """UPSTASH_REDIS_REST_URL; Upstash names the host in full or by its first label."""
        host = self.endpoint.removeprefix("https://").rstrip("/")
        return f"https://{host}" if "." in host else f"https://{host}.{DOMAIN}"


@dataclass(frozen=True, slots=True)
class UpstashUsage:
    """What a database used in this calendar month."""

    commands: int
    bandwidth_bytes: int
    storage_bytes: int
    """Now, not over the month."""


class _Stats(BaseModel, frozen=True):
    """No figure has a default: what is not told is not nothing."""

    commands: Annotated[int, Field(alias="total_monthly_requests")]
    bandwidth: Annotated[int, Field(alias="total_monthly_bandwidth")]
    storage: Annotated[int, Field(alias="current_storage")]


DATABASE = TypeAdapter(Database)
DATABASES = TypeAdapter(list[Database])
STATS = TypeAdapter(_Stats)
WHATEVER: TypeAdapter[Any] = TypeAdapter(Any)


class Upstash:
    """Every method raises VendorUnavailable and VendorRejected."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def named(self, name: str) -> Database | None:
        """The database of that name, None without one. Raises InvalidInput for several."""
        all_of_them = await self._api.get(DATABASES, "/redis/databases")
        found = [one for one in all_of_them if one.name == name]
        if len(found) > 1:
            raise InvalidInput(f"there are {len(found)} databases named {name} at Upstash, not one")
        return found[0] if found else None

    async def create(self, name: str, region: str, plan: Plan) -> Database:
        """Make a database in one region, which evicts when it is full: a cache, after all."""
        body = {
            "database_name": name,
            "platform": "aws",
            "primary_region": region,
            "plan": plan,
            "eviction": True,
            "tls": True,
        }
        call = Call("POST", "/redis/database", body, repeatable=False)
        return await self._api.ask(DATABASE, call)

    async def database(self, database: str) -> Database:
        """One database with its token: never to be shown."""
        return await self._api.get(DATABASE, f"/redis/database/{database}")

    async def rest_token(self, database: str) -> str:
        """UPSTASH_REDIS_REST_TOKEN: never to be shown."""
        found = (await self.database(database)).rest_token
        if not found:
            raise VendorUnavailable("upstash", f"does not tell the token of {database}")
        return found

    async def usage(self, database: str) -> UpstashUsage:
        """What it used in this month."""
        found = await self._api.get(STATS, f"/redis/stats/{database}")
        return UpstashUsage(found.commands, found.bandwidth, found.storage)

    async def delete(self, database: str) -> None:
        """Take a database away; done when it is gone already."""
        path = f"/redis/database/{database}"
        await self._api.ask(WHATEVER, Call("DELETE", path, gone_is_done=True))
