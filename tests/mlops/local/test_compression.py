"""HTML of the function is packed, and nothing else, for whoever takes it so."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from mlops.local.gateway import Gateway
from mlops.local.page_files import PageFiles
from mlops.local.settings import REPOSITORY
from mlops.local.vercel_config import read_vercel_config

HTML = b"<!doctype html>" + b"<p>Candor</p>" * 200
PACKED = {"Accept-Encoding": "gzip, br"}


def client(
    tmp_path: Path, body: bytes = HTML, kind: str = "text/html; charset=utf-8"
) -> httpx.AsyncClient:
    """A gateway before a function that always answers the same, in two pieces."""

    class Function(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            async def pieces() -> AsyncIterator[bytes]:
                if request.method == "GET":
                    yield body[:10]
                    yield body[10:]

            told = {"content-type": kind, "etag": '"a"'}
            return httpx.Response(200, headers=told, content=pieces())

    config = read_vercel_config(REPOSITORY / "vercel.json")
    gateway = Gateway(config, PageFiles(tmp_path), "http://127.0.0.1:1", Function())
    return httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://gateway")


async def test_html_comes_packed_whole_and_under_a_weak_tag(tmp_path: Path) -> None:
    async with client(tmp_path) as http:
        answer = await http.get("/", headers=PACKED)
    assert answer.content == HTML
    assert (answer.headers["content-encoding"], answer.headers["etag"]) == ("gzip", 'W/"a"')
    assert int(answer.headers["content-length"]) == len(gzip.compress(HTML, mtime=0))
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "asked", "kind"),
    [
        ("GET", {"Accept-Encoding": "identity"}, "text/html"),
        ("GET", PACKED, "application/json"),
        ("HEAD", PACKED, "text/html"),
    ],
)
async def test_anything_else_comes_as_it_is(
    tmp_path: Path, method: str, asked: dict[str, str], kind: str
) -> None:
    async with client(tmp_path, kind=kind) as http:
        answer = await http.request(method, "/", headers=asked)
    assert "content-encoding" not in answer.headers
    assert answer.content == (b"" if method == "HEAD" else HTML)


async def test_what_is_short_is_not_worth_it(tmp_path: Path) -> None:
    async with client(tmp_path, b"<!doctype html>") as http:
        answer = await http.get("/", headers=PACKED)
    assert "content-encoding" not in answer.headers
    assert answer.content == b"<!doctype html>"
