"""Vercel's management API, as far as a release speaks to it, for one project."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from mlops.local.emulators.control import control_routes
from mlops.local.emulators.faults import FaultGate
from mlops.local.emulators.vercel.documents import (
    alias_document,
    deployment_document,
    domain_document,
    listed_deployment,
    project_document,
)
from mlops.local.emulators.vercel.edge import Edge
from mlops.local.emulators.vercel.site import Conflict, Deployment, NoAddressLeft, NotEligible, Site
from mlops.local.emulators.vercel.variables import Variables

LIMIT = 20
CODES = {400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found",
         409: "conflict", 422: "unprocessable", 429: "rate_limited"}  # fmt: skip
Answer = Callable[[Request], Awaitable[Response]]


class VercelEmulator:
    """The project, its deployments, domains and variables; only for who brings the token."""

    def __init__(
        self, site: Site, variables: Variables, token: str, edge: Edge | None = None
    ) -> None:
        self._site = site
        self._variables = variables
        self._token = token
        self._edge = edge

    def routes(self) -> list[Route]:
        """Where each is asked."""
        rows: list[tuple[str, str, Answer]] = [
            ("GET", "/v9/projects/{project}", self.project),
            ("PATCH", "/v9/projects/{project}", self.update),
            ("GET", "/v9/projects/{project}/domains", self.domains),
            ("GET", "/v4/aliases", self.aliases),
            ("GET", "/v6/deployments", self.deployments),
            ("POST", "/v13/deployments", self.create),
            ("GET", "/v13/deployments/{deployment}", self.deployment),
            ("PATCH", "/v12/deployments/{deployment}/cancel", self.cancel),
            ("POST", "/v10/projects/{project}/promote/{deployment}", self.promote),
            ("POST", "/v1/projects/{project}/rollback/{deployment}", self.roll_back),
            ("GET", "/v1/projects/{project}/promote/aliases", self.moved),
            ("GET", "/v10/projects/{project}/env", self.variables),
            ("POST", "/v10/projects/{project}/env", self.write),
            ("DELETE", "/v9/projects/{project}/env/{variable}", self.remove),
        ]
        return [Route(path, self._known(answer), methods=[how]) for how, path, answer in rows]

    def is_allowed(self, request: Request) -> bool:
        """Whether the request brings the token."""
        return request.headers.get("Authorization") == f"Bearer {self._token}"

    async def project(self, _: Request) -> Response:
        """The project."""
        return JSONResponse(project_document(self._site))

    async def update(self, request: Request) -> Response:
        """Whether the next production build takes the domains; nothing else is changed here."""
        asked = await request.json()
        if set(asked) != {"autoAssignCustomDomains"}:
            return refuse(400, "only autoAssignCustomDomains can be changed here")
        self._site.assigns_domains = asked["autoAssignCustomDomains"]
        return JSONResponse(project_document(self._site))

    async def domains(self, _: Request) -> Response:
        """The production domains."""
        found = [domain_document(self._site, name) for name in self._site.domains()]
        return JSONResponse({"domains": found, "pagination": _last_page(len(found))})

    async def aliases(self, _: Request) -> Response:
        """Where everything points: domains, and each deployment's own address."""
        site = self._site
        found = [alias_document(site, name, to) for name, to in site.domains().items()]
        found += [alias_document(site, one.url, one.id) for one in site.deployments()]
        return JSONResponse({"aliases": found, "pagination": _last_page(len(found))})

    async def deployments(self, request: Request) -> Response:
        """Newest first, of one target."""
        query = request.query_params
        found = [
            listed_deployment(self._site, one)
            for one in self._site.deployments()
            if query.get("target") in (None, one.target)
        ][: int(query.get("limit", LIMIT))]
        return JSONResponse({"deployments": found, "pagination": _last_page(len(found))})

    async def deployment(self, request: Request) -> Response:
        """One, by id or address."""
        found = self._deployment(request)
        if found is None:
            return refuse(404, "The deployment could not be found")
        return JSONResponse(deployment_document(self._site, found))

    async def create(self, request: Request) -> Response:
        """Build one: from its commit where deployments are served, else from nothing."""
        asked = await request.json()
        try:
            made = self._site.start(
                asked.get("meta", {}),
                asked.get("target"),
                takes_domains=asked.get("autoAssignCustomDomains", True),
                commit=asked.get("gitMetadata", {}).get("commitSha", ""),
            )
        except NoAddressLeft:
            return refuse(400, "No address is left for a deployment; start the emulator anew")
        if self._edge is not None:
            self._edge.begin(made)
        return JSONResponse(deployment_document(self._site, made))

    async def cancel(self, request: Request) -> Response:
        """Stop one that is not ready yet."""
        found = self._deployment(request)
        if found is None:
            return refuse(404, "The deployment could not be found")
        if not self._site.cancel(found):
            return refuse(400, "The deployment has finished")
        return JSONResponse(deployment_document(self._site, found))

    async def promote(self, request: Request) -> Response:
        """Begin to move the domains forward."""
        return self._move(self._deployment(request), self._site.promote, 202)

    async def roll_back(self, request: Request) -> Response:
        """Begin to move them back."""
        return self._move(self._deployment(request), self._site.roll_back, 201)

    async def moved(self, _: Request) -> Response:
        """How far the newest job has come, for each domain."""
        job = self._site.last_job()
        rows = [
            {
                "id": f"als_{name}",
                "alias": name,
                "status": "completed" if job.to == to else job.status,
            }
            for name, to in self._site.domains().items()
            if job is not None
        ]
        return JSONResponse({"aliases": rows, "pagination": _last_page(len(rows))})

    async def variables(self, _: Request) -> Response:
        """All of them, without sensitive values."""
        return JSONResponse({"envs": self._variables.shown()})

    async def write(self, request: Request) -> Response:
        """Create or change some."""
        asked = await request.json()
        rows = asked if isinstance(asked, list) else [asked]
        return JSONResponse({"created": self._variables.write(rows), "failed": []}, 201)

    async def remove(self, request: Request) -> Response:
        """Take one away."""
        try:
            return JSONResponse(self._variables.remove(request.path_params["variable"]))
        except KeyError:
            return refuse(404, "The environment variable was not found")

    def _known(self, answer: Answer) -> Answer:
        async def guarded(request: Request) -> Response:
            if not self.is_allowed(request):
                return refuse(403, "Not authorized")
            asked = request.path_params.get("project", request.query_params.get("projectId"))
            if asked not in (None, self._site.id, self._site.name):
                return refuse(404, "Project not found.")
            return await answer(request)

        return guarded

    def _deployment(self, request: Request) -> Deployment | None:
        try:
            return self._site.deployment(request.path_params["deployment"])
        except KeyError:
            return None

    def _move(
        self, deployment: Deployment | None, begin: Callable[[Deployment], None], status: int
    ) -> Response:
        if deployment is None:
            return refuse(400, "The deployment could not be found")
        try:
            begin(deployment)
        except Conflict:
            return refuse(409, "Another request is in progress, or nothing would change")
        except NotEligible:
            return refuse(400, "This deployment is not eligible")
        return Response(status_code=status)


def vercel_app(site: Site, variables: Variables, token: str, edge: Edge | None = None) -> FaultGate:
    """The ASGI app, with the switch that makes it fail and the hand on what comes next.

    `edge` serves what is deployed; without one domains move and nobody answers there.
    """
    emulator = VercelEmulator(site, variables, token, edge)
    control = control_routes(site.fates, emulator.is_allowed, refuse)
    app: ASGIApp = Starlette(routes=[*emulator.routes(), *control])
    return FaultGate(app, emulator.is_allowed, refuse)


def refuse(status: int, message: str) -> Response:
    """Vercel says why with a code and a sentence."""
    code = CODES.get(status, "internal_server_error")
    return JSONResponse({"error": {"code": code, "message": message}}, status)


def _last_page(count: int) -> dict[str, Any]:
    return {"count": count, "next": None, "prev": None}
