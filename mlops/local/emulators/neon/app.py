"""Neon's management API, as far as an environment is made with it, under `/api/v2`."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from mlops.local.emulators.control import control_routes
from mlops.local.emulators.faults import FaultGate
from mlops.local.emulators.neon import documents
from mlops.local.emulators.neon.account import Account, Locked, Project

BASE = "/api/v2"
LIMIT = 10
Answer = Callable[[Request, Project], Awaitable[Response]]


class NeonEmulator:
    """Projects, operations, connection strings; only for who brings the key."""

    def __init__(self, account: Account, key: str) -> None:
        self._account = account
        self._key = key

    def routes(self) -> list[Route]:
        """Where each is asked."""
        one = f"{BASE}/projects/{{project}}"
        return [
            Route(f"{BASE}/projects", self._known(self.projects), methods=["GET"]),
            Route(f"{BASE}/projects", self._known(self.create), methods=["POST"]),
            Route(one, self._of_one(self.project), methods=["GET"]),
            Route(one, self._of_one(self.delete), methods=["DELETE"]),
            Route(f"{one}/operations", self._of_one(self.operations)),
            Route(f"{one}/connection_uri", self._of_one(self.connection_uri)),
        ]

    def is_allowed(self, request: Request) -> bool:
        """Whether the request brings the key."""
        return request.headers.get("Authorization") == f"Bearer {self._key}"

    async def projects(self, request: Request) -> Response:
        """Those whose name or id has what is searched for, a page of them."""
        query = request.query_params
        search, org = query.get("search", ""), query.get("org_id", "")
        found = [
            one
            for one in self._account.projects()
            if (search in one.name or search in one.id) and org in ("", one.org)
        ]
        begin = next((n + 1 for n, one in enumerate(found) if one.id == query.get("cursor")), 0)
        page = found[begin : begin + int(query.get("limit", LIMIT))]
        answer: dict[str, Any] = {
            "projects": [documents.listed_project(one) for one in page],
            "applications": {},
            "integrations": {},
        }
        if page:
            answer["pagination"] = {"cursor": page[-1].id}
        return JSONResponse(answer)

    async def create(self, request: Request) -> Response:
        """A project; its operations go on after the answer."""
        asked = (await request.json())["project"]
        branch = asked.get("branch", {})
        project = self._account.create(
            asked.get("name", "unnamed"),
            asked.get("region_id", "aws-us-east-1"),
            asked.get("pg_version", 17),
            asked.get("org_id", ""),
            branch.get("role_name", "neondb_owner"),
            branch.get("database_name", "neondb"),
        )
        created = {
            "project": documents.project_document(project),
            "connection_uris": [documents.connection_document(project)],
            "roles": [documents.role_document(project)],
            "databases": [documents.database_document(project)],
            "operations": _operations(project),
            "branch": documents.branch_document(project),
            "endpoints": [documents.endpoint_document(project)],
        }
        return JSONResponse(created, 201)

    async def project(self, _: Request, project: Project) -> Response:
        """One project."""
        return JSONResponse({"project": documents.project_document(project)})

    async def delete(self, _: Request, project: Project) -> Response:
        """Take it away."""
        self._account.delete(project)
        return JSONResponse({"project": documents.project_document(project)})

    async def operations(self, _: Request, project: Project) -> Response:
        """Newest first."""
        return JSONResponse({"operations": _operations(project)[::-1]})

    async def connection_uri(self, request: Request, project: Project) -> Response:
        """How a role connects to a database."""
        query = request.query_params
        if (query.get("role_name"), query.get("database_name")) != (project.role, project.database):
            return refuse(404, "no such role or database")
        return JSONResponse({"uri": project.uri(pooled=query.get("pooled") == "true")})

    def _known(
        self, answer: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            if not self.is_allowed(request):
                return refuse(401, "authentication failed")
            return await answer(request)

        return guarded

    def _of_one(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def found(request: Request) -> Response:
            try:
                project = self._account.project(request.path_params["project"])
                return await answer(request, project)
            except KeyError:
                return refuse(404, "project not found")
            except Locked:
                return refuse(423, "project already has running operations")

        return self._known(found)


def neon_app(account: Account, key: str) -> FaultGate:
    """The ASGI app, with the switch that makes it fail and the hand on what comes next."""
    emulator = NeonEmulator(account, key)
    control = control_routes(account.fates, emulator.is_allowed, refuse)
    app: ASGIApp = Starlette(routes=[*emulator.routes(), *control])
    return FaultGate(app, emulator.is_allowed, refuse)


def refuse(status: int, message: str) -> Response:
    """Neon says why in a sentence."""
    return JSONResponse({"code": "", "message": message, "request_id": "local"}, status)


def _operations(project: Project) -> list[dict[str, Any]]:
    return [documents.operation_document(project, one) for one in project.operations]
