"""The emulator as an ASGI app: invoke a function, and what its runtime asks and answers.

The paths are Lambda's own: its Runtime API (2018-06-01) for `awslambdaric`, its Invoke API
(2015-03-31) for whoever calls the function, as in AWS's Runtime Interface Emulator.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from functions.adapters.system import SystemClock

PAYLOAD_BYTES_MAX = 6 * 1024 * 1024 + 100
TIMEOUT = timedelta(seconds=60)
ARN = "arn:aws:lambda:eu-central-1:123456789012:function:candor"
RUNTIME = "/2018-06-01/runtime"
INVOKE = "/2015-03-31/functions/function/invocations"
TOO_LARGE = f"Response payload size exceeded maximum allowed ({PAYLOAD_BYTES_MAX} bytes)."


@dataclass(frozen=True, slots=True)
class Answer:
    """What an invocation came to; `failed` as the header X-Amz-Function-Error says."""

    payload: bytes
    failed: bool = False


@dataclass(slots=True)
class LambdaEmulator:
    """One function: invocations wait in a queue until one of its runtimes takes them."""

    now: Callable[[], datetime]
    waiting: asyncio.Queue[tuple[str, bytes]] = field(default_factory=asyncio.Queue)
    open: dict[str, asyncio.Future[Answer]] = field(default_factory=dict)
    init_error: bytes | None = None

    async def invoke(self, request: Request) -> Response:
        """`POST …/invocations`: the function's answer, or its error and a header that says so."""
        if self.init_error is not None:
            return _answered(Answer(self.init_error, failed=True))
        name = str(uuid4())
        answer = self.open[name] = asyncio.get_running_loop().create_future()
        await self.waiting.put((name, await request.body()))
        try:
            async with asyncio.timeout(TIMEOUT.total_seconds()):
                return _answered(await answer)
        except TimeoutError:
            late = {"errorMessage": f"{name} Task timed out", "errorType": "Sandbox.Timedout"}
            return _answered(Answer(json.dumps(late).encode(), failed=True))
        finally:
            del self.open[name]

    async def next(self, request: Request) -> Response:
        """`GET …/invocation/next`: waits until there is something to do, or nobody listens."""
        taking = asyncio.ensure_future(self.waiting.get())
        await request.body()  # there is none; the next message says that the runtime has gone
        leaving = asyncio.ensure_future(request.receive())
        await asyncio.wait((taking, leaving), return_when=asyncio.FIRST_COMPLETED)
        if leaving.done():
            if not taking.cancel():
                self.waiting.put_nowait(taking.result())
            return Response(status_code=410)
        leaving.cancel()
        name, event = taking.result()
        return Response(
            event,
            media_type="application/json",
            headers={
                "Lambda-Runtime-Aws-Request-Id": name,
                "Lambda-Runtime-Deadline-Ms": str(int((self.now() + TIMEOUT).timestamp() * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": ARN,
                "Lambda-Runtime-Trace-Id": f"Root=1-{name[:8]}-{name.replace('-', '')[:24]}",
            },
        )

    async def respond(self, request: Request) -> Response:
        """`POST …/invocation/{id}/response`: refused when it is too large."""
        payload = await request.body()
        if len(payload) > PAYLOAD_BYTES_MAX:
            error = {"errorMessage": TOO_LARGE, "errorType": "Function.ResponseSizeTooLarge"}
            self._close(request, Answer(json.dumps(error).encode(), failed=True))
            return JSONResponse({**error, "errorType": "RequestEntityTooLarge"}, 413)
        return self._close(request, Answer(payload))

    async def fail(self, request: Request) -> Response:
        """`POST …/invocation/{id}/error`."""
        return self._close(request, Answer(await request.body(), failed=True))

    async def fail_init(self, request: Request) -> Response:
        """`POST …/init/error`: every invocation from now on is answered with it."""
        self.init_error = await request.body()
        return _accepted()

    def _close(self, request: Request, answer: Answer) -> Response:
        waiting = self.open.get(request.path_params["name"])
        if waiting is None or waiting.done():
            return JSONResponse({"errorType": "InvalidRequestID"}, 400)
        waiting.set_result(answer)
        return _accepted()


def create_app(now: Callable[[], datetime]) -> Starlette:
    """The emulator of one function."""
    emulator = LambdaEmulator(now)
    invocation = f"{RUNTIME}/invocation"
    return Starlette(
        routes=[
            Route("/ping", lambda _: Response("pong")),
            Route(INVOKE, emulator.invoke, methods=["POST"]),
            Route(f"{invocation}/next", emulator.next),
            Route(f"{invocation}/{{name}}/response", emulator.respond, methods=["POST"]),
            Route(f"{invocation}/{{name}}/error", emulator.fail, methods=["POST"]),
            Route(f"{RUNTIME}/init/error", emulator.fail_init, methods=["POST"]),
        ]
    )


def app() -> Starlette:
    """The emulator for uvicorn."""
    return create_app(SystemClock().now)


def _answered(answer: Answer) -> Response:
    headers = {"X-Amz-Function-Error": "Unhandled"} if answer.failed else {}
    return Response(answer.payload, media_type="application/json", headers=headers)


def _accepted() -> Response:
    return JSONResponse({"status": "OK"}, 202)
