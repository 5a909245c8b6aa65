"""Passes a request on to one address, and its answer back as it arrives."""

from collections.abc import AsyncIterator, Iterable

import httpx
from starlette.types import Receive, Scope, Send

from functions.routes.trace import TraceMiddleware
from mlops.local.gateway_problem import GatewayProblem, problem_of

CONNECT_S_MAX = 2.0
ANSWER_S_MAX = 60.0
"""As `maxDuration` of the function."""

CONNECTIONS_MAX = 500
CONNECTIONS_KEPT_MAX = 50
"""How many at once, and how many of them outlive their request."""
KEPT_S_MAX = 3.0
"""Sooner than a server of ours hangs up (5 s), or a request meets a connection that ends."""

_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization te trailer"
    b" transfer-encoding upgrade".split()
)
_OURS = frozenset((b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto"))
_SET_BY_OUR_SERVER = frozenset((b"date",))
_TIMEOUTS = {
    "connect": CONNECT_S_MAX,
    "pool": CONNECT_S_MAX,
    "read": ANSWER_S_MAX,
    "write": ANSWER_S_MAX,
}

RawHeaders = list[tuple[bytes, bytes]]


def connections() -> httpx.AsyncHTTPTransport:
    """The connections of one who forwards, to be closed by who made them."""
    return httpx.AsyncHTTPTransport(
        limits=httpx.Limits(
            max_connections=CONNECTIONS_MAX,
            max_keepalive_connections=CONNECTIONS_KEPT_MAX,
            keepalive_expiry=KEPT_S_MAX,
        )
    )


async def forward(
    scope: Scope,
    receive: Receive,
    send: Send,
    address: httpx.URL,
    transport: httpx.AsyncBaseTransport,
    headers: dict[str, str],
) -> None:
    """Answer with what the server at an address answers, and `headers` that it does not set.

    What is not to be had is said as a problem document.
    """
    try:
        response = await transport.handle_async_request(_request(scope, receive, address))
    except httpx.TransportError as error:
        problem = problem_of(error, ANSWER_S_MAX)
        await send_problem(scope, receive, send, problem, headers)
        return
    try:
        await _send_response(send, response, headers)
    finally:
        await response.aclose()


def _request(scope: Scope, receive: Receive, address: httpx.URL) -> httpx.Request:
    target = scope["raw_path"]
    if scope["query_string"]:
        target += b"?" + scope["query_string"]
    headers = _end_to_end(scope["headers"], dropped=_OURS)
    names = {name for name, _ in scope["headers"]}
    host = next((value for name, value in headers if name == b"host"), b"")
    client = scope.get("client") or ("unknown", 0)
    headers += [
        (b"x-forwarded-for", client[0].encode()),
        (b"x-forwarded-host", host),
        (b"x-forwarded-proto", scope["scheme"].encode()),
    ]
    has_body = b"content-length" in names or b"transfer-encoding" in names
    return httpx.Request(
        scope["method"],
        address.copy_with(raw_path=target),
        headers=headers,
        content=_body(receive) if has_body else None,
        extensions={"timeout": _TIMEOUTS},
    )


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise httpx.ReadError("the client went away")
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


async def _send_response(
    send: Send, response: httpx.Response, config_headers: dict[str, str]
) -> None:
    """Pass an answer on as it arrives; broken off above, it is broken off below."""
    headers = _end_to_end(response.headers.raw, dropped=_SET_BY_OUR_SERVER)
    present = {name.lower() for name, _ in headers}
    headers += [pair for pair in raw(config_headers) if pair[0] not in present]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    async for chunk in response.aiter_raw():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def send_problem(
    scope: Scope,
    receive: Receive,
    send: Send,
    problem: GatewayProblem,
    config_headers: dict[str, str],
) -> None:
    """Answer with a problem, and a number that finds it in the log."""

    async def say(scope: Scope, _: Receive, send: Send) -> None:
        headers, body = problem.answer(scope["path"], scope["trace_id"])
        said = {**config_headers, **headers}
        await send(
            {"type": "http.response.start", "status": problem.status.value, "headers": raw(said)}
        )
        await send({"type": "http.response.body", "body": body})

    await TraceMiddleware(say)(scope, receive, send)


def _end_to_end(
    headers: Iterable[tuple[bytes, bytes]], dropped: frozenset[bytes] = frozenset()
) -> RawHeaders:
    """Headers without those meant for one connection only, including the ones it names."""
    listed = [(name.lower(), value) for name, value in headers]
    named = {
        word.strip().lower()
        for name, value in listed
        if name == b"connection"
        for word in value.split(b",")
    }
    unwanted = _HOP_BY_HOP | named | dropped
    return [(name, value) for name, value in listed if name not in unwanted]


def raw(headers: dict[str, str]) -> RawHeaders:
    """Headers as ASGI has them."""
    return [(name.encode(), value.encode()) for name, value in headers.items()]
