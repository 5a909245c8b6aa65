"""The front door of the local stack: Vercel's routing, from Vercel's own file.

Headers first, then the built page's files, then rewrites to the function, as on the
platform. A header that the function sets itself wins over one from vercel.json.
"""

from collections.abc import AsyncIterator, Iterable
from http import HTTPStatus

import httpx
from starlette.types import Receive, Scope, Send

from functions.routes.trace import TraceMiddleware
from mlops.local.gateway_problem import NOT_A_READ, GatewayProblem, problem_of
from mlops.local.page_files import PageFile, PageFiles
from mlops.local.vercel_config import VercelConfig

CONNECT_S_MAX = 2.0
ANSWER_S_MAX = 60.0
"""As `maxDuration` of the function."""

CONNECTIONS_MAX = 500
CONNECTIONS_KEPT_MAX = 50
"""How many to the function at once, and how many of them outlive their request."""

FILE_CACHE_CONTROL = "public, max-age=0, must-revalidate"
"""Vercel's own for files without another one."""

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


class Gateway:
    """The ASGI app."""

    def __init__(
        self,
        config: VercelConfig,
        files: PageFiles,
        function_url: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._config = config
        self._files = files
        self._function_url = httpx.URL(function_url)
        self._transport = transport or httpx.AsyncHTTPTransport(
            limits=httpx.Limits(
                max_connections=CONNECTIONS_MAX, max_keepalive_connections=CONNECTIONS_KEPT_MAX
            )
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"the gateway speaks HTTP, not {scope['type']}")
        path = scope["path"]
        headers = self._config.headers_for(path)
        if file := self._files.find(path) or self._rewritten(path):
            await _send_file(scope, receive, send, file, headers)
        elif self._config.reaches_function(path):
            await self._forward(scope, receive, send, headers)
        else:
            await _send_not_found(scope, send, self._files.find("/404.html"), headers)

    def _rewritten(self, path: str) -> PageFile | None:
        destination = self._config.file_path(path)
        return None if destination is None else self._files.find(destination)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._transport.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    async def _forward(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]
    ) -> None:
        try:
            response = await self._transport.handle_async_request(self._request(scope, receive))
        except httpx.TransportError as error:
            await _send_problem(scope, receive, send, problem_of(error, ANSWER_S_MAX), headers)
            return
        try:
            await _send_response(send, response, headers)
        finally:
            await response.aclose()

    def _request(self, scope: Scope, receive: Receive) -> httpx.Request:
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
            self._function_url.copy_with(raw_path=target),
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
    headers += [pair for pair in _raw(config_headers) if pair[0] not in present]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    async for chunk in response.aiter_raw():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _send_file(
    scope: Scope, receive: Receive, send: Send, file: PageFile, config_headers: dict[str, str]
) -> None:
    if scope["method"] not in ("GET", "HEAD"):
        await _send_problem(scope, receive, send, NOT_A_READ, config_headers)
        return
    asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
    headers = {
        "cache-control": FILE_CACHE_CONTROL,
        **config_headers,
        "etag": file.etag,
        "vary": "Accept-Encoding",
    }
    seen = asked.get(b"if-none-match", "").replace("W/", "").replace(" ", "").split(",")
    if file.etag in seen or seen == ["*"]:
        await _send(send, HTTPStatus.NOT_MODIFIED, headers, b"", head=True)
        return
    body = file.content
    if file.gzipped is not None and "gzip" in asked.get(b"accept-encoding", ""):
        body = file.gzipped
        headers["content-encoding"] = "gzip"
    headers |= {"content-type": file.media_type, "content-length": str(len(body))}
    await _send(send, HTTPStatus.OK, headers, body, head=scope["method"] == "HEAD")


async def _send_not_found(
    scope: Scope, send: Send, page: PageFile | None, config_headers: dict[str, str]
) -> None:
    body = page.content if page else b"There is nothing here.\n"
    headers = {
        **config_headers,
        "content-type": page.media_type if page else "text/plain; charset=utf-8",
        "content-length": str(len(body)),
    }
    await _send(send, HTTPStatus.NOT_FOUND, headers, body, head=scope["method"] == "HEAD")


async def _send_problem(
    scope: Scope,
    receive: Receive,
    send: Send,
    problem: GatewayProblem,
    config_headers: dict[str, str],
) -> None:
    async def say(scope: Scope, _: Receive, send: Send) -> None:
        headers, body = problem.answer(scope["path"], scope["trace_id"])
        await _send(send, problem.status, {**config_headers, **headers}, body)

    await TraceMiddleware(say)(scope, receive, send)


async def _send(
    send: Send, status: HTTPStatus, headers: dict[str, str], body: bytes, *, head: bool = False
) -> None:
    await send({"type": "http.response.start", "status": status.value, "headers": _raw(headers)})
    await send({"type": "http.response.body", "body": b"" if head else body})


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


def _raw(headers: dict[str, str]) -> RawHeaders:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
