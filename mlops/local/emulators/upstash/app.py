"""The emulator as an ASGI app: `POST /`, `/pipeline`, `/multi-exec`, path style, `/_faults`.

And of the developer API the one figure that a quota is counted by.
"""

import hmac
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mlops.local.emulators.faults import FaultGate
from mlops.local.emulators.upstash.protocol import (
    BadRequest,
    answer,
    command_from_body,
    command_from_path,
    commands_from_body,
    token_from,
)
from mlops.local.emulators.upstash.resp import Reply, RespConnection, RespError
from mlops.local.emulators.upstash.scripts import ScriptTranslator
from mlops.local.settings import handed_down

SYNC_TOKEN_HEADER = "Upstash-Sync-Token"  # noqa: S105 - a header's name, no secret


class UpstashEmulator:
    """The endpoints over one Valkey connection."""

    def __init__(self, valkey: RespConnection, token: str) -> None:
        self._valkey = valkey
        self._token = token
        self._scripts = ScriptTranslator()
        self._answered = 0
        self._commands = 0

    async def redis(self, request: Request) -> Response:
        """Every request the vendor knows."""
        body = await request.body()
        if not self.authorized(request):
            return refuse(401, "Unauthorized")
        try:
            response = await self._dispatch(request, body)
        except BadRequest as error:
            return refuse(400, str(error))
        except OSError:
            return refuse(500, "ERR the database is not reachable")
        self._answered += 1
        response.headers[SYNC_TOKEN_HEADER] = f"local={self._answered}"
        return response

    def authorized(self, request: Request) -> bool:
        """Whether a request carries the token."""
        sent = token_from(request.headers.get("Authorization", ""), request.url.query)
        return hmac.compare_digest(sent.encode(), self._token.encode())

    async def stats(self, request: Request) -> Response:
        """`GET /v2/redis/stats/{id}` of the developer API: commands since this process began.

        The account's password is the token here.
        """
        scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
        try:
            _, _, key = b64decode(sent).partition(b":")
        except ValueError:
            key = b""
        if scheme.lower() != "basic" or not hmac.compare_digest(key, self._token.encode()):
            return refuse(401, "Unauthorized")
        return JSONResponse({"total_monthly_requests": self._commands})

    async def _dispatch(self, request: Request, body: bytes) -> Response:
        base64 = request.headers.get("Upstash-Encoding", "").lower() == "base64"
        path = request.url.path
        if request.method == "POST" and path in ("/pipeline", "/multi-exec"):
            batch = commands_from_body(body)
            if path == "/multi-exec":
                return await self._transaction(batch, base64=base64)
            replies = await self._call(batch)
            return JSONResponse([answer(reply, base64=base64) for reply in replies])
        if path == "/":
            command = command_from_body(body)
        else:
            raw = request.scope.get("raw_path", path.encode()).decode("latin-1")
            command = command_from_path(raw, request.url.query, body)
        [reply] = await self._call([command])
        status = 400 if isinstance(reply, RespError) else 200
        return JSONResponse(answer(reply, base64=base64), status)

    async def _transaction(self, batch: list[list[bytes]], *, base64: bool) -> Response:
        *_, outcome = await self._call([[b"MULTI"], *batch, [b"EXEC"]])
        if isinstance(outcome, list):
            return JSONResponse([answer(reply, base64=base64) for reply in outcome])
        return JSONResponse(answer(outcome, base64=base64), 400)

    async def _call(self, batch: list[list[bytes]]) -> list[Reply]:
        self._commands += len(batch)
        replies = await self._valkey.call([self._scripts.outgoing(sent) for sent in batch])
        for place, (sent, reply) in enumerate(zip(batch, replies, strict=True)):
            is_load = [word.upper() for word in sent[:2]] == [b"SCRIPT", b"LOAD"]
            if is_load and isinstance(reply, bytes):
                replies[place] = self._scripts.loaded_hash(sent, reply)
        return replies


def refuse(status: int, message: str) -> Response:
    """How Upstash says no."""
    return JSONResponse({"error": message}, status)


def create_app(valkey: RespConnection, token: str) -> FaultGate:
    """The emulator over a Valkey, open to holders of the token."""
    emulator = UpstashEmulator(valkey, token)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        valkey.close()

    methods = ["GET", "POST", "PUT", "HEAD"]
    app = Starlette(
        lifespan=lifespan,
        routes=[
            Route("/v2/redis/stats/{id}", emulator.stats),
            Route("/{command:path}", emulator.redis, methods=methods),
        ],
    )
    return FaultGate(app, emulator.authorized, refuse)


def app_from_environment() -> FaultGate:
    """The app as the local stack serves it."""
    settings = handed_down("CANDOR_UPSTASH_EMULATOR")
    host, _, port = settings["valkey"].rpartition(":")
    valkey = RespConnection(host, int(port), settings["valkey_password"])
    return create_app(valkey, settings["token"])
