"""Every answer carries a trace id, the caller's if it sent one; HEAD is GET without a body."""

import re
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from functions.logs.context import fields
from functions.routes.trace import TraceMiddleware

GIVEN = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{GIVEN}-00f067aa0ba902b7-01"


async def echo(request: Request) -> Response:
    return PlainTextResponse(f"{request.method} {request.scope['trace_id']}")


async def stream(_: Request) -> Response:
    return StreamingResponse(iter(["one", "two", "three"]))


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/echo", echo), Route("/stream", stream), Route("/about", about)])
    app.add_middleware(TraceMiddleware)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def about(_: Request) -> Response:
    return JSONResponse(dict(fields()))


async def test_what_is_logged_meanwhile_carries_the_trace_and_the_platforms_id(
    client: httpx.AsyncClient,
) -> None:
    own = {"traceparent": PARENT, "x-vercel-id": "fra1::abc-123"}
    told = await client.get("/about", headers=own)
    assert told.json() == {"trace_id": GIVEN, "request_id": "fra1::abc-123"}
    after = await client.get("/about")
    assert after.json() == {"trace_id": after.headers["x-trace-id"]}


async def test_on_lambda_the_platforms_id_is_that_of_the_invocation(
    client: httpx.AsyncClient,
) -> None:
    inner = client._transport.app  # type: ignore[attr-defined]

    async def invoked(scope: Scope, receive: Receive, send: Send) -> None:
        await inner(
            {**scope, "aws.context": SimpleNamespace(aws_request_id="c6af9ac6")}, receive, send
        )

    transport = httpx.ASGITransport(invoked)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as there:
        told = await there.get("/about", headers={"x-vercel-id": "forged"})
    assert told.json()["request_id"] == "c6af9ac6"


async def test_a_request_without_a_trace_is_given_one(client: httpx.AsyncClient) -> None:
    first, second = await client.get("/echo"), await client.get("/echo")
    assert re.fullmatch(r"[0-9a-f]{32}", first.headers["x-trace-id"])
    assert first.text == f"GET {first.headers['x-trace-id']}"
    assert first.headers["x-trace-id"] != second.headers["x-trace-id"]


async def test_the_trace_of_the_caller_is_continued(client: httpx.AsyncClient) -> None:
    answer = await client.get("/echo", headers={"traceparent": PARENT})
    assert answer.headers["x-trace-id"] == GIVEN
    assert answer.text == f"GET {GIVEN}"


@pytest.mark.parametrize(
    "parent",
    [
        "", "nonsense", GIVEN, PARENT[:-1], f"{PARENT}0", f"x{PARENT}", PARENT.upper(),
        PARENT.replace("4bf9", "zzzz"), "ff" + PARENT[2:], f"{PARENT}, {PARENT}", "0" * 5000,
    ],
)  # fmt: skip
async def test_a_traceparent_that_is_none_is_replaced(
    client: httpx.AsyncClient, parent: str
) -> None:
    answer = await client.get("/echo", headers={"traceparent": parent})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-trace-id"])
    assert answer.headers["x-trace-id"] != GIVEN


@pytest.mark.parametrize("path", ["/echo", "/stream"])
async def test_head_has_the_headers_of_get_and_no_body(
    client: httpx.AsyncClient, path: str
) -> None:
    headers = {"traceparent": PARENT}
    head, get = await client.head(path, headers=headers), await client.get(path, headers=headers)
    assert head.status_code == 200
    assert head.headers == get.headers
    assert head.content == b""
    assert get.content != b""


@pytest.mark.parametrize(("method", "empty"), [("HEAD", True), ("GET", False)])
async def test_the_server_is_handed_no_byte_of_a_body_for_head(method: str, empty: bool) -> None:
    # Asked at the interface itself: HTTP clients drop the body of HEAD on their own.
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": "/echo", "headers": [], "query_string": b""}
    await TraceMiddleware(Starlette(routes=[Route("/echo", echo)]))(scope, receive, send)
    bodies = [message["body"] for message in sent if message["type"] == "http.response.body"]
    assert bodies
    assert (b"".join(bodies) == b"") == empty


async def test_what_is_not_answered_is_traced_too(client: httpx.AsyncClient) -> None:
    assert (await client.get("/nothing", headers={"traceparent": PARENT})).headers[
        "x-trace-id"
    ] == GIVEN


async def test_other_protocols_pass_untouched() -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        seen.append(scope)

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    scope: dict[str, Any] = {"type": "lifespan"}
    await TraceMiddleware(app)(scope, receive, send)
    assert seen == [{"type": "lifespan"}]
