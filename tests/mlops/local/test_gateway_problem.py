"""What the gateway says while the API cannot: each failure by its own name."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest

from functions.documents.status import Problem
from mlops.local.gateway import Gateway
from mlops.local.gateway_problem import problem_of
from mlops.local.page_files import PageFiles
from mlops.local.settings import REPOSITORY
from mlops.local.vercel_config import VercelConfig, read_vercel_config
from tests.tcp_server import listening

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def config(tmp_path: Path) -> VercelConfig:
    (tmp_path / "shell.html").write_text("<p>Candor</p>")
    ours = read_vercel_config(REPOSITORY / "vercel.json")
    return VercelConfig(ours.header_rules, ours.rewrites, ours.function_paths, tmp_path)


def client_of(config: VercelConfig, api: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    gateway = Gateway(config, PageFiles(config.output_folder), "http://127.0.0.1:1", api)
    return httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://gateway")


@pytest.mark.parametrize(
    ("failure", "status", "kind"),
    [
        (httpx.ConnectError("refused"), 502, "not-running"),
        (httpx.RemoteProtocolError("hung up"), 502, "broken-off"),
        (httpx.PoolTimeout("queue"), 503, "overloaded"),
        (httpx.ConnectTimeout("queue"), 503, "overloaded"),
        (httpx.ReadTimeout("slow"), 504, "timeout"),
        (httpx.WriteTimeout("slow"), 504, "timeout"),
    ],
)
async def test_an_api_that_fails_is_a_problem_that_nobody_may_cache(
    config: VercelConfig, failure: httpx.TransportError, status: int, kind: str
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise failure

    traced = {"traceparent": f"00-{TRACE_ID}-b7ad6b7169203331-01"}
    async with client_of(config, httpx.MockTransport(fail)) as client:
        answer = await client.get("/api/v1/forecast?x=1", headers=traced)
        problem = Problem.model_validate(answer.json())
        assert answer.json().keys() == Problem.model_fields.keys()
        assert (answer.status_code, problem.status) == (status, status)
        assert problem.type == f"urn:candor:problem:{kind}"
        assert problem.instance == "/api/v1/forecast"
        assert answer.headers["x-trace-id"] == problem.trace_id == TRACE_ID
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert ("retry-after" in answer.headers) is (status == 503)
        assert (await client.head("/api/v1/forecast")).content == b""
        assert (await client.get("/record")).status_code == 200


async def test_a_full_queue_is_503_as_soon_as_waiting_is_over(config: VercelConfig) -> None:
    held, over = asyncio.Event(), asyncio.Event()

    async def hold(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        held.set()
        await over.wait()

    one_connection = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=1))
    async with listening(hold) as port:
        gateway = Gateway(
            config, PageFiles(config.output_folder), f"http://127.0.0.1:{port}", one_connection
        )
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(gateway), base_url="http://gateway"
        ) as client:
            first = asyncio.create_task(client.get("/api/x"))
            await held.wait()
            started = time.monotonic()
            answer = await client.get("/api/y")
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert time.monotonic() - started < 10
            over.set()
            assert (await first).status_code == 502
        await one_connection.aclose()


def test_a_timeout_says_how_long_was_waited() -> None:
    assert "within 60 s" in problem_of(httpx.ReadTimeout(""), 60.0).detail
