"""All projects of an account: each is an emulator of its own, made and taken away over the API."""

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mlops.local.emulators.control import control_routes
from mlops.local.emulators.fates import Fates
from mlops.local.emulators.faults import FaultGate
from mlops.local.emulators.vercel.app import refuse, vercel_app
from mlops.local.emulators.vercel.documents import domain_document, project_document
from mlops.local.emulators.vercel.site import STEP_S, Site
from mlops.local.emulators.vercel.variables import Variables


class VercelAccount:
    """Begins without a project."""

    def __init__(self, now: Callable[[], datetime], token: str, step_s: float = STEP_S) -> None:
        self.sites: dict[str, Site] = {}
        self._apps: dict[str, ASGIApp] = {}
        self._now = now
        self._token = token
        self._step_s = step_s

    def routes(self) -> list[Route | Mount]:
        """Where it makes and takes away; everything else is the project's that is named."""
        one = "/v9/projects/{project}"
        domains = "/v10/projects/{project}/domains"
        return [
            Route("/v10/projects", self.projects, methods=["GET"]),
            Route("/v11/projects", self.create, methods=["POST"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(domains, self.add_domain, methods=["POST"]),
            Mount("/", self.forward),
        ]

    def is_allowed(self, request: Request) -> bool:
        """Whether the request brings the token."""
        return request.headers.get("Authorization") == f"Bearer {self._token}"

    async def projects(self, request: Request) -> Response:
        """Those whose name has what is searched for."""
        if not self.is_allowed(request):
            return refuse(403, "Not authorized")
        search = request.query_params.get("search", "")
        found = [project_document(one) for name, one in self.sites.items() if search in name]
        last = {"count": len(found), "next": None, "prev": None}
        return JSONResponse({"projects": found, "pagination": last})

    async def create(self, request: Request) -> Response:
        """A project, whose name must be free."""
        if not self.is_allowed(request):
            return refuse(403, "Not authorized")
        name = (await request.json())["name"]
        if name in self.sites:
            return refuse(409, "A project with this name already exists")
        site = Site(name, (), self._now, self._step_s)
        self.sites[name] = site
        self._apps[name] = vercel_app(site, Variables(self._now), self._token)
        return JSONResponse(project_document(site))

    async def delete(self, request: Request) -> Response:
        """Take a project away with all its deployments."""
        site = self._site(request.path_params["project"])
        if not self.is_allowed(request) or site is None:
            return _unknown() if self.is_allowed(request) else refuse(403, "Not authorized")
        del self.sites[site.name], self._apps[site.name]
        return Response(status_code=204)

    async def add_domain(self, request: Request) -> Response:
        """Have a domain point to the project's production."""
        site = self._site(request.path_params["project"])
        if not self.is_allowed(request) or site is None:
            return _unknown() if self.is_allowed(request) else refuse(403, "Not authorized")
        name = (await request.json())["name"]
        if any(name in one.domains() for one in self.sites.values()):
            return refuse(409, "The domain is already in use")
        site.add_domain(name)
        return JSONResponse(domain_document(site, name))

    async def forward(self, scope: Scope, receive: Receive, send: Send) -> None:
        """To the project that the path or the query names."""
        request = Request(scope, receive)
        parts = scope["path"].strip("/").split("/")
        named = request.query_params.get("projectId", parts[2] if len(parts) > 2 else "")
        site = self._site(named)
        if not self.is_allowed(request):
            await refuse(403, "Not authorized")(scope, receive, send)
        elif site is None:
            await _unknown()(scope, receive, send)
        else:
            await self._apps[site.name](scope, receive, send)

    def _site(self, named: str) -> Site | None:
        return next((one for one in self.sites.values() if named in (one.id, one.name)), None)


def vercel_account_app(account: VercelAccount) -> FaultGate:
    """The ASGI app, with the switch that makes it fail."""
    control = control_routes(Fates(), account.is_allowed, refuse)
    app: ASGIApp = Starlette(routes=[*control, *account.routes()])
    return FaultGate(app, account.is_allowed, refuse)


def _unknown() -> Response:
    return refuse(404, "Project not found.")
