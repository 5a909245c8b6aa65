"""Upstash's developer API, as far as an environment is made with it, under `/v2`."""

import base64
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from mlops.local.emulators.control import control_routes
from mlops.local.emulators.faults import FaultGate
from mlops.local.emulators.upstash_api.account import Account, Database

Answer = Callable[[Request, Database], Awaitable[Response]]


class UpstashEmulator:
    """Databases, tokens, statistics; only for who brings the account's address and key."""

    def __init__(self, account: Account, email: str, key: str) -> None:
        self._account = account
        basic = base64.b64encode(f"{email}:{key}".encode()).decode()
        self._authorization = f"Basic {basic}"

    def routes(self) -> list[Route]:
        """Where each is asked."""
        one = "/v2/redis/database/{id}"
        return [
            Route("/v2/redis/databases", self._known(self.databases)),
            Route("/v2/redis/database", self._known(self.create), methods=["POST"]),
            Route(one, self._of_one(self.database), methods=["GET"]),
            Route(one, self._of_one(self.delete), methods=["DELETE"]),
            Route("/v2/redis/stats/{id}", self._of_one(self.stats)),
        ]

    def is_allowed(self, request: Request) -> bool:
        """Whether the request brings both."""
        return request.headers.get("Authorization") == self._authorization

    async def databases(self, _: Request) -> Response:
        """All of them, without their tokens."""
        found = self._account.databases()
        return JSONResponse([one.document(with_token=False) for one in found])

    async def create(self, request: Request) -> Response:
        """One more."""
        made = self._account.create(await request.json())
        return JSONResponse(made.document(with_token=True))

    async def database(self, request: Request, database: Database) -> Response:
        """One, with its token unless that shall be hidden."""
        with_token = request.query_params.get("credentials") != "hide"
        return JSONResponse(database.document(with_token=with_token))

    async def stats(self, _: Request, database: Database) -> Response:
        """What it used."""
        return JSONResponse(database.stats())

    async def delete(self, _: Request, database: Database) -> Response:
        """Take it away."""
        self._account.delete(database)
        return JSONResponse("OK")

    def _known(
        self, answer: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            if not self.is_allowed(request):
                return refuse(401, "Unauthorized")
            return await answer(request)

        return guarded

    def _of_one(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def found(request: Request) -> Response:
            try:
                database = self._account.database(request.path_params["id"])
            except KeyError:
                return refuse(404, "database not found")
            return await answer(request, database)

        return self._known(found)


def upstash_api_app(account: Account, email: str, key: str) -> FaultGate:
    """The ASGI app, with the switch that makes it fail and the hand on what comes next."""
    emulator = UpstashEmulator(account, email, key)
    control = control_routes(account.fates, emulator.is_allowed, refuse)
    app: ASGIApp = Starlette(routes=[*emulator.routes(), *control])
    return FaultGate(app, emulator.is_allowed, refuse)


def refuse(status: int, message: str) -> Response:
    """Upstash says why in a string."""
    return JSONResponse(message, status)
