"""What of Render's API makes and takes away: projects and services."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mlops.local.emulators.faults import Refuse
from mlops.local.emulators.render_api.documents import project_document, service_document
from mlops.local.emulators.render_api.workspace import Workspace

GENERATED = "made-by-render-" + "r" * 24
Answer = Callable[[Request], Awaitable[Response]]


class Making:
    """Makes what it is asked for; `refuse` says no as Render does."""

    def __init__(self, workspace: Workspace, refuse: Refuse) -> None:
        self._workspace = workspace
        self._refuse = refuse

    def routes(self, known: Callable[[Answer], Answer]) -> list[Route]:
        """Where each is asked; `known` lets in only who brings the key."""
        return [
            Route("/v1/services", known(self.create_service), methods=["POST"]),
            Route("/v1/services/{service}", known(self.delete_service), methods=["DELETE"]),
            Route("/v1/projects", known(self.projects), methods=["GET"]),
            Route("/v1/projects", known(self.create_project), methods=["POST"]),
            Route("/v1/projects/{project}", known(self.delete_project), methods=["DELETE"]),
        ]

    async def create_service(self, request: Request) -> Response:
        """A service, whose first deploy begins at once."""
        asked = await request.json()
        if any(one.name == asked["name"] for one in self._workspace.services()):
            return self._refuse(400, "name is already in use")
        environments = {one.environment for one in self._workspace.projects.values()}
        if asked.get("environmentId", "") not in environments:
            return self._refuse(404, "not found: environment")
        told = {one["key"]: one.get("value", GENERATED) for one in asked.get("envVars", ())}
        service = self._workspace.add(asked["name"], None, told)
        service.asked, service.auto_deploy = asked, asked.get("autoDeploy", "yes")
        deploy = self._workspace.start(service, asked.get("branch", "main"))
        made: dict[str, Any] = {"service": service_document(service), "deployId": deploy.id}
        return JSONResponse(made, 201)

    async def delete_service(self, request: Request) -> Response:
        """Take one away with its disk."""
        try:
            self._workspace.remove(self._workspace.service(request.path_params["service"]))
        except KeyError:
            return self._refuse(404, "not found: service")
        return Response(status_code=204)

    async def projects(self, request: Request) -> Response:
        """All of them, or those of the given names."""
        names = request.query_params.getlist("name")
        found = [
            {"project": project_document(one), "cursor": one.id}
            for one in self._workspace.projects.values()
            if not names or one.name in names
        ]
        return JSONResponse(found)

    async def create_project(self, request: Request) -> Response:
        """A project with its one environment."""
        asked = await request.json()
        return JSONResponse(project_document(self._workspace.add_project(asked["name"])), 201)

    async def delete_project(self, request: Request) -> Response:
        """Take one away that nothing is in any more."""
        project = self._workspace.projects.get(request.path_params["project"])
        if project is None:
            return self._refuse(404, "not found: project")
        held = [one.asked.get("environmentId") for one in self._workspace.services()]
        if project.environment in held:
            return self._refuse(409, "the project has services")
        del self._workspace.projects[project.id]
        return Response(status_code=204)
