"""The settings of a project's production deployments on Vercel, written so that it shows.

A value that Vercel was told as sensitive is never told back. So a last variable, the seal,
says the fingerprint of all of them and how many there are; a variable that was changed after
it, or is missing, breaks it. Deployments keep the settings that they were built with.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from functions.domain.errors import InvalidInput, VendorRejected
from functions.domain.setting import PUBLIC_PREFIX
from mlops.release.clients.api import Api, Call
from mlops.release.clients.fingerprint import fingerprint

SEAL = "CANDOR_SEAL"
PRODUCTION = "production"
REMARK = "Written last by `candor release`: which settings are complete."


class Variable(BaseModel, frozen=True):
    """One variable without its value. `integration` is who else writes it."""

    id: str
    key: str
    kind: Annotated[str, Field(alias="type")]
    target: Sequence[str] | str = ()
    value: Annotated[str, Field(repr=False)] = ""
    created_at: Annotated[int, Field(alias="createdAt")]
    updated_at: Annotated[int | None, Field(alias="updatedAt")] = None
    integration: Annotated[str | None, Field(alias="configurationId")] = None

    @property
    def targets(self) -> frozenset[str]:
        """The kinds of deployments that know it."""
        return frozenset((self.target,) if isinstance(self.target, str) else self.target)

    @property
    def changed_at(self) -> int:
        """When somebody last wrote it, in milliseconds by Vercel's clock."""
        return self.updated_at or self.created_at

    @property
    def is_ours(self) -> bool:
        """Whether a release may write it, or take it away."""
        return self.kind != "system" and self.integration is None


class _Page(BaseModel, frozen=True):
    next: Literal[None] = None
    """Vercel shows all variables at once; a further page would be a form that is not known."""


class _Variables(BaseModel, frozen=True):
    envs: list[Variable]
    pagination: _Page = _Page()


class _Written(BaseModel, frozen=True):
    failed: list[Any] = []


VARIABLES = TypeAdapter(_Variables)
WRITTEN = TypeAdapter(_Written)
WHATEVER: TypeAdapter[Any] = TypeAdapter(Any)


class VercelEnvironment:
    """Raises VendorUnavailable and VendorRejected; no error repeats a value."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def fingerprint(self, project: str) -> str:
        """The fingerprint of the values, or where the seal is broken one that no values have."""
        variables = await self._variables(project)
        seal = next((one for one in variables if one.key == SEAL), None)
        others = [one for one in variables if one.key != SEAL]
        if seal is not None and all(one.changed_at <= seal.changed_at for one in others):
            sealed, _, count = seal.value.partition(" ")
            if count == str(len(others)):
                return sealed
        return fingerprint({f"{one.key} {one.id}": str(one.changed_at) for one in variables})

    async def put(self, project: str, values: Mapping[str, str]) -> None:
        """Make these the settings of production, and seal them.

        Killed anywhere, the seal is broken or missing. Raises InvalidInput for a variable that
        other deployments know too: taking it from production would take it from them.
        """
        variables = await self._variables(project)
        stale = [one for one in variables if one.is_ours and one.key not in values]
        shared = sorted({one.key for one in variables if one.is_ours and len(one.targets) > 1})
        if shared:
            raise InvalidInput(
                f"{', '.join(shared)} on Vercel: production shares it with other deployments;"
                " give production its own"
            )
        # The seal is among them: a new one is then later than all else by Vercel's clock.
        for one in stale:
            path = f"/v9/projects/{project}/env/{one.id}"
            await self._api.ask(WHATEVER, Call("DELETE", path, gone_is_done=True))
        await self._write(project, [_row(key, value) for key, value in sorted(values.items())])
        foreign = [one for one in variables if not one.is_ours]
        sealed = f"{fingerprint(values)} {len(values) + len(foreign)}"
        await self._write(project, [_row(SEAL, sealed, "plain") | {"comment": REMARK}])

    async def _write(self, project: str, rows: list[dict[str, Any]]) -> None:
        path, query = f"/v10/projects/{project}/env", {"upsert": "true"}
        written = await self._api.ask(WRITTEN, Call("POST", path, rows, query, secret=True))
        if written.failed:
            raise VendorRejected("vercel", f"did not take {len(written.failed)} of the settings")

    async def _variables(self, project: str) -> list[Variable]:
        found = await self._api.get(VARIABLES, f"/v10/projects/{project}/env")
        return [one for one in found.envs if PRODUCTION in one.targets]


def _row(key: str, value: str, kind: str = "") -> dict[str, Any]:
    # What the page is built with is public, and the build could not read it otherwise.
    kind = kind or ("plain" if key.startswith(PUBLIC_PREFIX) else "sensitive")
    return {"key": key, "value": value, "type": kind, "target": [PRODUCTION]}
