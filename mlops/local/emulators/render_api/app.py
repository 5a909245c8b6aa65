"""Render's management API, as far as a release speaks to it, under `/v1`."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from mlops.local.emulators.control import control_routes
from mlops.local.emulators.faults import FaultGate
from mlops.local.emulators.render_api import making
from mlops.local.emulators.render_api.documents import deploy_document, service_document
from mlops.local.emulators.render_api.instances import Instances
from mlops.local.emulators.render_api.workspace import Deploy, Service, Workspace

LIMIT, LIMIT_MAX = 20, 100
Answer = Callable[[Request, Service], Awaitable[Response]]


class RenderEmulator:
    """Services, deploys, rollback, settings; only for who brings the key."""

    def __init__(self, workspace: Workspace, key: str, instances: Instances | None = None) -> None:
        self._workspace = workspace
        self._key = key
        self._instances = instances

    def routes(self) -> list[Route]:
        """Where each is asked."""
        one = "/v1/services/{service}"
        return [
            *making.Making(self._workspace, refuse).routes(self._known),
            Route("/v1/services", self._known(self.services)),
            Route(one, self._of_one(self.service), methods=["GET"]),
            Route(one, self._of_one(self.update), methods=["PATCH"]),
            Route(f"{one}/deploys", self._of_one(self.deploys), methods=["GET"]),
            Route(f"{one}/deploys", self._of_one(self.start), methods=["POST"]),
            Route(f"{one}/deploys/{{deploy}}", self._of_one(self.deploy)),
            Route(f"{one}/deploys/{{deploy}}/cancel", self._of_one(self.cancel), methods=["POST"]),
            Route(f"{one}/rollback", self._of_one(self.roll_back), methods=["POST"]),
            Route(f"{one}/env-vars", self._of_one(self.environment), methods=["GET"]),
            Route(f"{one}/env-vars", self._of_one(self.put_environment), methods=["PUT"]),
        ]

    def is_allowed(self, request: Request) -> bool:
        """Whether the request brings the key."""
        return request.headers.get("Authorization") == f"Bearer {self._key}"

    async def services(self, request: Request) -> Response:
        """All services, or those of the given names."""
        names = request.query_params.getlist("name")
        found = [one for one in self._workspace.services() if not names or one.name in names]
        rows = [{"service": service_document(one), "cursor": one.id} for one in found]
        return JSONResponse(_page(request, rows))

    async def service(self, _: Request, service: Service) -> Response:
        """One service."""
        return JSONResponse(service_document(service))

    async def update(self, request: Request, service: Service) -> Response:
        """Whether pushes deploy; nothing else can be changed here."""
        asked = await request.json()
        if set(asked) != {"autoDeploy"} or asked["autoDeploy"] not in ("yes", "no"):
            return refuse(400, "only autoDeploy can be changed, to yes or no")
        service.auto_deploy = asked["autoDeploy"]
        return JSONResponse(service_document(service))

    async def deploys(self, request: Request, service: Service) -> Response:
        """Newest first, of some statuses or after a time."""
        statuses = request.query_params.getlist("status")
        since = request.query_params.get("createdAfter")
        after = datetime.fromisoformat(since) if since else None
        rows = [
            {"deploy": deploy_document(one), "cursor": one.id}
            for one in reversed(service.deploys)
            if (not statuses or one.status in statuses)
            and (after is None or one.created_at > after)
        ]
        return JSONResponse(_page(request, rows))

    async def start(self, request: Request, service: Service) -> Response:
        """Deploy a commit."""
        if service.suspended == "suspended":
            return refuse(409, "service is suspended")
        commit = (await request.json()).get("commitId", "")
        if not commit:
            return refuse(400, "commitId is missing")
        return self._begun(service, self._workspace.start(service, commit))

    async def deploy(self, request: Request, service: Service) -> Response:
        """One deploy."""
        found = _deploy(service, request.path_params["deploy"])
        return JSONResponse(deploy_document(found)) if found else refuse(404, "no such deploy")

    async def cancel(self, request: Request, service: Service) -> Response:
        """Stop a deploy that is under way."""
        found = _deploy(service, request.path_params["deploy"])
        if found is None:
            return refuse(404, "no such deploy")
        if not self._workspace.cancel(found):
            return refuse(400, "deploy has finished")
        return JSONResponse(deploy_document(found))

    async def roll_back(self, request: Request, service: Service) -> Response:
        """Deploy what an earlier deploy built."""
        target = _deploy(service, (await request.json()).get("deployId", ""))
        if target is None or target.status not in ("live", "deactivated"):
            return refuse(404, "no such deploy to roll back to")
        return self._begun(service, self._workspace.roll_back(service, target))

    async def environment(self, request: Request, service: Service) -> Response:
        """The variables with their values."""
        return JSONResponse(_page(request, _variables(service)))

    async def put_environment(self, request: Request, service: Service) -> Response:
        """Replace them all."""
        service.environment = {one["key"]: one["value"] for one in await request.json()}
        return JSONResponse(_variables(service))

    def _begun(self, service: Service, deploy: Deploy) -> Response:
        if self._instances is not None:
            self._instances.begin(service, deploy)
        return JSONResponse(deploy_document(deploy), 201)

    def _known(
        self, answer: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            return (
                await answer(request) if self.is_allowed(request) else refuse(401, "unauthorized")
            )

        return guarded

    def _of_one(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def found(request: Request) -> Response:
            try:
                service = self._workspace.service(request.path_params["service"])
            except KeyError:
                return refuse(404, "not found: service")
            return await answer(request, service)

        return self._known(found)


def render_app(workspace: Workspace, key: str, instances: Instances | None = None) -> FaultGate:
    """The ASGI app, with the switch that makes it fail and the hand on what comes next.

    `instances` serve what is deployed; without them nobody answers at the services' addresses.
    """
    emulator = RenderEmulator(workspace, key, instances)
    control = control_routes(workspace.fates, emulator.is_allowed, refuse)
    app: ASGIApp = Starlette(routes=[*emulator.routes(), *control])
    return FaultGate(app, emulator.is_allowed, refuse)


def refuse(status: int, message: str) -> Response:
    """Render says why in a sentence."""
    return JSONResponse({"id": "local", "message": message}, status)


def _page(request: Request, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    limit = min(int(request.query_params.get("limit", LIMIT)), LIMIT_MAX)
    cursor = request.query_params.get("cursor")
    begin = next((n + 1 for n, row in enumerate(rows) if row["cursor"] == cursor), 0)
    return list(rows[begin : begin + limit])


def _variables(service: Service) -> list[dict[str, Any]]:
    return [
        {"envVar": {"key": key, "value": value}, "cursor": key}
        for key, value in sorted(service.environment.items())
    ]


def _deploy(service: Service, id: str) -> Deploy | None:
    return next((one for one in service.deploys if one.id == id), None)
