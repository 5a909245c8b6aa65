"""The front door of the local stack: Vercel's routing, from Vercel's own file.

Headers first, then the built page's files, then rewrites to the function, as on the
platform. A header that the function sets itself wins over one from vercel.json.
"""

from http import HTTPStatus

import httpx
from starlette.types import Receive, Scope, Send

from mlops.local.compression import packing_html
from mlops.local.forward import connections, forward, raw, send_problem
from mlops.local.gateway_problem import NOT_A_READ
from mlops.local.page_files import PageFile, PageFiles
from mlops.local.vercel_config import VercelConfig

FILE_CACHE_CONTROL = "public, max-age=0, must-revalidate"
"""Vercel's own for files without another one."""


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
        self._transport = transport or connections()

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
            packing = packing_html(scope, send)
            await forward(scope, receive, packing, self._function_url, self._transport, headers)
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


async def _send_file(
    scope: Scope, receive: Receive, send: Send, file: PageFile, config_headers: dict[str, str]
) -> None:
    if scope["method"] not in ("GET", "HEAD"):
        await send_problem(scope, receive, send, NOT_A_READ, config_headers)
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


async def _send(
    send: Send, status: HTTPStatus, headers: dict[str, str], body: bytes, *, head: bool = False
) -> None:
    await send({"type": "http.response.start", "status": status.value, "headers": raw(headers)})
    await send({"type": "http.response.body", "body": b"" if head else body})
