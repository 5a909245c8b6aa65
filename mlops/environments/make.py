"""Makes an environment piece by piece; killed anywhere, the next run goes on by what is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from functions.domain.errors import InvalidInput
from mlops.deployment.render.blueprint import Blueprint, Service
from mlops.environments.found import identity, made_once, neon_is_ready
from mlops.environments.pieces import Kind, Piece, pieces, redis_plan, render_services
from mlops.environments.service_body import service_body
from mlops.environments.told import database_settings, own_settings
from mlops.environments.vendors import Vendors
from mlops.release.declared.release import Environment

NEON_REGION, REDIS_REGION = "aws-us-east-1", "us-east-1"
POSTGRES = 17
"""Everything is in one part of the world: docs/deploying.md."""


@dataclass
class Making:
    """One environment on its way. `keep` writes values down as soon as they are known."""

    name: str
    declared: Environment
    blueprint: Blueprint
    vendors: Vendors
    told: dict[str, str] = field(repr=False)
    keep: Callable[[Mapping[str, str]], None]
    say: Callable[[str], None]
    _place: str = ""
    """The environment's id within its project on Render."""

    async def run(self) -> None:
        """Make what is lacking. Raises what the clients raise; what was made stays made."""
        self._learn(own_settings(self.name, self.declared.url, self.told))
        makes = {
            Kind.NEON: self._neon,
            Kind.UPSTASH: self._upstash,
            Kind.VERCEL: self._vercel,
            Kind.DOMAIN: self._domain,
            Kind.RENDER: self._render,
            Kind.SERVICE: self._service,
        }
        all_of_them = pieces(self.name, self.declared, self.blueprint)
        for number, piece in enumerate(all_of_them, 1):
            is_new = await makes[piece.kind](piece)
            done = "made" if is_new else "there already"
            self.say(f"[{number}/{len(all_of_them)}] {piece.kind} {piece.name}: {done}")

    async def _neon(self, piece: Piece) -> bool:
        neon, before = self.vendors.neon, await identity(self.vendors, piece)
        project = await made_once(
            self.vendors,
            lambda: neon.named(piece.name),
            lambda: neon.create(piece.name, NEON_REGION, POSTGRES),
        )
        await neon_is_ready(self.vendors, project.id)
        direct = await neon.connection_uri(project.id, pooled=False)
        pooled = await neon.connection_uri(project.id, pooled=True)
        self._learn(database_settings(direct, pooled, self.told))
        return before is None

    async def _upstash(self, piece: Piece) -> bool:
        upstash, before = self.vendors.upstash, await identity(self.vendors, piece)
        plan = redis_plan(self.declared)
        database = await made_once(
            self.vendors,
            lambda: upstash.named(piece.name),
            lambda: upstash.create(piece.name, REDIS_REGION, plan),
        )
        values = {
            "UPSTASH_REDIS_REST_URL": database.rest_url,
            "UPSTASH_REDIS_REST_TOKEN": await upstash.rest_token(database.id),
        }
        if self.told.get("UPSTASH_EMAIL"):  # the watcher is told both or neither
            values["UPSTASH_DATABASE_ID"] = database.id
        self._learn(values)
        return before is None

    async def _vercel(self, piece: Piece) -> bool:
        vercel, before = self.vendors.vercel, await identity(self.vendors, piece)
        await made_once(
            self.vendors, lambda: vercel.named(piece.name), lambda: vercel.create(piece.name)
        )
        return before is None

    async def _domain(self, piece: Piece) -> bool:
        vercel, project = self.vendors.vercel, self.declared.vercel.project
        if await vercel.has_domain(project, piece.name):
            return False

        async def find() -> bool | None:
            return await vercel.has_domain(project, piece.name) or None

        async def make() -> bool:
            await vercel.add_domain(project, piece.name)
            return True

        return await made_once(self.vendors, find, make)

    async def _render(self, piece: Piece) -> bool:
        render, before = self.vendors.render, await identity(self.vendors, piece)
        project = await made_once(
            self.vendors,
            lambda: render.named(piece.name),
            lambda: render.create(piece.name, self.name),
        )
        if len(project.environments) != 1:
            raise InvalidInput(f"the project {piece.name} on Render is to have one environment")
        [self._place] = project.environments
        return before is None

    async def _service(self, piece: Piece) -> bool:
        render, before = self.vendors.render, await identity(self.vendors, piece)
        wanted = self._services()
        place = {
            "environmentId": self._place,
            "ownerId": render.owner,
            "repo": self.vendors.repository,
            "branch": self.declared.branches[0],
        }
        body = service_body(wanted[piece.name], wanted, self.told, place)
        await made_once(
            self.vendors, lambda: render.service(piece.name), lambda: render.create_service(body)
        )
        return before is None

    def _services(self) -> dict[str, Service]:
        found = render_services(self.name, self.declared, self.blueprint)
        return {one.name: one for one in found}

    def _learn(self, values: Mapping[str, str]) -> None:
        self.told |= values
        self.keep(values)
