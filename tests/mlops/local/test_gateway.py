"""The gateway over real connections: a client, the gateway, and an API behind it."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.gateway import FILE_CACHE_CONTROL, Gateway
from mlops.local.page_files import PageFiles
from mlops.local.settings import REPOSITORY
from mlops.local.vercel_config import VercelConfig, read_vercel_config

PAGE = "<!doctype html>" + "<p>Candor</p>" * 200


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """Serve an ASGI app on a free port of this machine."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=LOOPBACK,
            port=port,
            log_level="critical",
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
    )
    task = asyncio.create_task(server._serve())  # without its signal handlers
    async with asyncio.timeout(30):
        while not server.started:  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.01)
    try:
        yield f"http://{LOOPBACK}:{port}"
    finally:
        server.should_exit = True
        await task


async def echo(request: Request) -> Response:
    return JSONResponse(
        {
            "method": request.method,
            "path": request.scope["raw_path"].decode(),
            "query": request.url.query,
            "headers": dict(request.headers),
            "body": (await request.body()).decode("latin-1"),
        }
    )


async def cached(_: Request) -> Response:
    headers = {"Cache-Control": "s-maxage=60", "Referrer-Policy": "no-referrer", "ETag": '"a"'}
    return Response(b"{}", headers={**headers, "Connection": "X-Hop", "X-Hop": "1"})


async def compressed(_: Request) -> Response:
    return Response(gzip.compress(b"{}" * 1000), headers={"Content-Encoding": "gzip"})


async def slow_stream(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.sleep(0.5)
        yield b"second"

    return StreamingResponse(chunks())


async def broken_stream(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"first"
        raise ConnectionResetError

    return StreamingResponse(chunks(), headers={"Content-Length": "1000"})


API = Starlette(
    routes=[
        Route("/api/cached", cached),
        Route("/api/compressed", compressed),
        Route("/api/slow", slow_stream),
        Route("/api/broken", broken_stream),
        Route("/api/{path:path}", echo, methods=["GET", "POST", "PUT", "DELETE"]),
    ]
)


@pytest.fixture
def config(tmp_path: Path) -> VercelConfig:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "shell.html").write_text(PAGE)
    (folder / "assets" / "page-abc.js").write_text("export {};")
    ours = read_vercel_config(REPOSITORY / "vercel.json")
    return VercelConfig(ours.header_rules, ours.rewrites, ours.function_paths, folder)


@pytest.fixture
async def http(config: VercelConfig) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        served(API) as api,
        served(Gateway(config, PageFiles(config.output_folder), api)) as gateway,
        httpx.AsyncClient(base_url=gateway) as client,
    ):
        yield client


class TestPage:
    """Files of the built page."""

    @pytest.mark.parametrize("path", ["/record", "/developers", "/status"])
    async def test_each_view_is_the_page(self, http: httpx.AsyncClient, path: str) -> None:
        answer = await http.get(path)
        assert (answer.status_code, answer.text) == (200, PAGE)
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["cache-control"] == FILE_CACHE_CONTROL
        assert "default-src 'self'" in answer.headers["content-security-policy"]

    async def test_without_gzip_it_comes_as_it_is(self, http: httpx.AsyncClient) -> None:
        answer = await http.get("/record", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in answer.headers
        assert int(answer.headers["content-length"]) == len(PAGE)

    async def test_a_known_etag_is_answered_without_a_body(self, http: httpx.AsyncClient) -> None:
        etag = (await http.get("/record")).headers["etag"]
        for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            answer = await http.get("/record", headers={"If-None-Match": known})
            assert (answer.status_code, answer.content) == (304, b"")
        assert (await http.get("/record", headers={"If-None-Match": '"other"'})).status_code == 200

    async def test_head_has_the_length_and_no_body(self, http: httpx.AsyncClient) -> None:
        answer = await http.head("/record", headers={"Accept-Encoding": "identity"})
        assert (answer.content, answer.headers["content-length"]) == (b"", str(len(PAGE)))

    async def test_assets_may_be_kept_for_ever(self, http: httpx.AsyncClient) -> None:
        answer = await http.get("/assets/page-abc.js")
        assert "immutable" in answer.headers["cache-control"]

    async def test_what_is_not_there_is_a_404_with_the_security_headers(
        self, http: httpx.AsyncClient
    ) -> None:
        answer = await http.get("/nowhere")
        assert answer.status_code == 404
        assert answer.headers["x-content-type-options"] == "nosniff"

    async def test_a_file_cannot_be_posted_to(self, http: httpx.AsyncClient) -> None:
        answer = await http.post("/record", content=b"x")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
        assert answer.json()["type"] == "urn:candor:problem:http-405"


class TestApi:
    """What is passed on to the function."""

    async def test_method_path_query_and_body_arrive_unchanged(
        self, http: httpx.AsyncClient
    ) -> None:
        answer = await http.put("/api/v1/a%2Fb?x=1&y=%20", content=bytes(range(256)))
        seen = answer.json()
        assert (seen["method"], seen["path"], seen["query"]) == (
            "PUT", "/api/v1/a%2Fb", "x=1&y=%20",
        )  # fmt: skip
        assert seen["body"].encode("latin-1") == bytes(range(256))

    async def test_a_body_without_a_length_is_streamed_through(
        self, http: httpx.AsyncClient
    ) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"one"
            yield b"two"

        assert (await http.post("/api/x", content=chunks())).json()["body"] == "onetwo"

    async def test_the_clients_address_is_ours_to_say(self, http: httpx.AsyncClient) -> None:
        forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
        seen = (await http.get("/api/x", headers=forged)).json()["headers"]
        assert seen["x-forwarded-for"] == LOOPBACK
        assert seen["x-forwarded-proto"] == "http"

    async def test_headers_of_one_connection_stay_on_it(self, http: httpx.AsyncClient) -> None:
        sent = {"Connection": "keep-alive, X-Private", "X-Private": "1", "TE": "trailers"}
        seen = (await http.get("/api/x", headers=sent)).json()["headers"]
        assert "x-private" not in seen
        assert "te" not in seen
        answered = (await http.get("/api/cached")).headers
        assert "x-hop" not in answered
        assert len(answered.get_list("date")) == 1

    async def test_what_the_function_says_wins_over_vercel_json(
        self, http: httpx.AsyncClient
    ) -> None:
        headers = (await http.get("/api/cached")).headers
        assert headers["cache-control"] == "s-maxage=60"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"

    async def test_a_compressed_answer_is_passed_on_as_it_is(self, http: httpx.AsyncClient) -> None:
        answer = await http.get("/api/compressed")
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.text == "{}" * 1000

    async def test_an_answer_arrives_as_it_is_written(self, http: httpx.AsyncClient) -> None:
        loop = asyncio.get_running_loop()
        async with http.stream("GET", "/api/slow") as answer:
            arrived = [(chunk, loop.time()) async for chunk in answer.aiter_raw()]
        assert [chunk for chunk, _ in arrived] == [b"first", b"second"]
        assert arrived[1][1] - arrived[0][1] > 0.3

    async def test_a_path_with_a_line_break_has_the_security_headers_too(
        self, http: httpx.AsyncClient
    ) -> None:
        answer = await http.get("/api/v1/forecast%0d%0aX:1")
        assert answer.status_code == 404
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "x" not in answer.headers

    async def test_an_answer_cut_above_is_cut_below(self, http: httpx.AsyncClient) -> None:
        with pytest.raises(httpx.RemoteProtocolError):
            await http.get("/api/broken")


async def test_more_requests_are_under_way_at_once_than_an_http_clients_usual_hundred(
    config: VercelConfig,
) -> None:
    everybody_is_here = asyncio.Barrier(120)

    async def meet(_: Request) -> Response:
        await everybody_is_here.wait()
        return Response()

    async with (
        served(Starlette(routes=[Route("/api/meet", meet)])) as api,
        served(Gateway(config, PageFiles(config.output_folder), api)) as gateway,
        httpx.AsyncClient(limits=httpx.Limits(max_connections=None), timeout=30) as client,
    ):
        meeting = [client.get(f"{gateway}/api/meet") for _ in range(everybody_is_here.parties)]
        assert {answer.status_code for answer in await asyncio.gather(*meeting)} == {200}
