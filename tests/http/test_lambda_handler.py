"""The Lambda function under AWS's own runtime client, behind everything that can call it."""

import asyncio
import json
import re
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from functions.adapters.postgres.pool import UNCHECKED_S
from functions.jobs.cadence import CADENCE
from mlops.local.free_port import free_port
from tests.http.json_schema import Promise
from tests.http.lambda_function import ANSWER_S_MAX, Function, function_in, sessions
from tests.http.runtimes.aws_lambda import CONNECTIONS_MAX, HOST, environment
from tests.http.runtimes.in_process import app_client
from tests.http.small_world import CRON_SECRET, SmallWorld, dead_postgres_url, services
from tests.http.test_problems import problem_of
from tests.lambda_gateways import (
    ALB,
    ALB_MULTI,
    GATEWAYS,
    NAMED_STAGE,
    FunctionFailed,
    Gateway,
)

SOON_S = 5
JOBS = [entry.job for entry in CADENCE]
SCHEDULED = {
    "version": "0",
    "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "123456789012",
    "time": "2026-11-25T00:01:00Z",
    "region": "eu-central-1",
    "resources": ["arn:aws:events:eu-central-1:123456789012:rule/candor"],
    "detail": {},
}
REQUESTS = [
    ("GET", "/api/v1/forecast"),
    ("HEAD", "/api/v1/forecast"),
    ("GET", "/api/v1/forecasts?limit=3&cutoff_from=2024-05-01T00%3A00%3A00%2B00%3A00"),
    ("GET", "/api/v1/forecasts?limit=201&limit=2&horizon=4h"),
    ("GET", "/api/v1/forecasts?format=csv&limit=5&status=&horizon="),
    ("GET", "/api/v1/forecasts?format=csv&limit=5"),
    ("GET", "/api/v1/forecasts/1h%2D20240501T00Z"),
    ("GET", "/api/v1/nowhere/%C3%A9t%C3%A9?q=%26%3D+%25"),
    ("OPTIONS", "/api/v1/forecast"),
    ("GET", "/api/docs"),
    ("POST", "/api/v1/forecast"),
]
EACH_ITS_OWN = {"x-trace-id", "age", "content-length"}


@pytest.fixture(scope="module")
def function(world: SmallWorld, server_folder: Path) -> Iterator[Function]:
    """A function in the small world, whose sessions in the database have its own name."""
    env = environment(world)
    env["DATABASE_URL"] = f"{world.app_url}?application_name=lambda"
    with function_in(server_folder, env) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def here(world: SmallWorld) -> AsyncIterator[httpx.AsyncClient]:
    """The same app without Lambda."""
    async with services(world.settings()) as given, app_client(given) as client:
        client.base_url = httpx.URL(HOST)
        yield client


def wait_until(is_so: Callable[[], bool]) -> None:
    """Raises TimeoutError when it does not become so."""
    deadline = time.monotonic() + SOON_S
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)


@pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda gateway: gateway.name)
@pytest.mark.parametrize(("method", "url"), REQUESTS)
async def test_every_gateway_gets_the_answer_that_the_app_gives(
    function: Function, here: httpx.AsyncClient, gateway: Gateway, method: str, url: str
) -> None:
    cookies = {"Cookie": "theme=dark; seen=1"}
    async with function.client(gateway) as there:
        answer = await there.request(method, url, headers=cookies)
    expected = await here.request(method, url, headers=cookies)
    assert answer.status_code == expected.status_code
    assert _headers(answer) == _headers(expected)
    if "problem" in expected.headers.get("content-type", ""):
        assert answer.json()["detail"] == expected.json()["detail"]
    else:
        assert answer.content == expected.content


def _headers(answer: httpx.Response) -> dict[str, str]:
    return {  # a second may pass between the two
        name: re.sub(r"s-maxage=\d+", "s-maxage=…", value)
        for name, value in answer.headers.items()
        if name not in EACH_ITS_OWN
    }


@pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda gateway: gateway.name)
@pytest.mark.parametrize("body", [SCHEDULED, {"job": "tick"}, {"job": "ingest"}])
async def test_no_request_can_pretend_to_be_a_schedule(
    function: Function, promise: Promise, gateway: Gateway, body: dict[str, Any]
) -> None:
    async with function.client(gateway) as there:
        for url in ("/api/cron/ingest", "/api/cron/ingest?job=tick&source=aws.events"):
            answer = await there.post(url, json=body)
            problem_of(promise, answer, 401, "unauthorized")
            answer = await there.post(url, content=json.dumps(body))  # travels in base64
            problem_of(promise, answer, 401, "unauthorized")
        secret = {"Authorization": f"Bearer {CRON_SECRET}"}
        answer = await there.post("/api/cron/score", json=body, headers=secret)
        assert (answer.status_code, answer.json()["job"]) == (200, "score")


@pytest.mark.parametrize("event", [SCHEDULED, {"job": "tick"}])
async def test_a_schedule_runs_every_job_in_the_order_of_the_table(
    function: Function, event: dict[str, Any]
) -> None:
    reports = await function.invoke(event)
    assert list(reports) == JOBS
    assert reports["issue"]["issued"] == []  # the world has lived through it already


async def test_a_schedule_with_a_job_of_its_own_runs_that_one(function: Function) -> None:
    assert list(await function.invoke({"job": "ingest"})) == ["ingest"]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({}, "this event has: nothing"),
        ({"Records": [{"eventSource": "aws:sqs"}]}, "this event has: Records"),
        ({"source": "aws.s3", "detail-type": "Object Created"}, "detail-type, source"),
        ({"job": 7}, "this event has: job"),
        ([1], "this event has: list"),
        (None, "this event has: NoneType"),
    ],
)
async def test_an_event_that_is_nobodys_fails_and_says_what_to_send(
    function: Function, event: Any, said: str
) -> None:
    with pytest.raises(FunctionFailed, match=r"send .*tick") as failed:
        await function.invoke(event)
    assert failed.value.report["errorType"] == "InvalidInput"
    assert said in str(failed.value)


async def test_an_unknown_job_fails_and_the_known_ones_are_named(function: Function) -> None:
    with pytest.raises(FunctionFailed, match="no job 'nothing'; there are ingest, issue, score"):
        await function.invoke({"job": "nothing"})


@pytest.mark.parametrize("gateway", [ALB, ALB_MULTI], ids=lambda gateway: gateway.name)
async def test_a_request_that_cannot_be_read_is_400_and_no_failed_function(
    function: Function, gateway: Gateway
) -> None:
    async with function.client(gateway) as there:
        answer = await there.get("/api/health", headers={"Host": "candor:port:443"})
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"
        assert (await there.get("/api/health")).status_code == 200


async def test_invocations_share_their_connections_to_the_database(
    function: Function, world: SmallWorld
) -> None:
    async with function.client(NAMED_STAGE) as there:
        await there.get("/api/v1/ledger?limit=2")
        before = sessions(world)
        await there.get("/api/v1/ledger?limit=3")
    assert 1 <= len(before) <= CONNECTIONS_MAX
    assert set(sessions(world)) == set(before)


async def test_a_connection_that_is_lost_between_invocations_is_made_anew(
    function: Function, world: SmallWorld
) -> None:
    async with function.client(NAMED_STAGE) as there:
        await there.get("/api/v1/ledger?limit=2")
        assert sessions(world, end=True)
        await there.get("/api/v1/ledger?limit=2")  # may fail: it was in use just now
        answer = await there.get("/api/v1/ledger?limit=2")
    assert answer.status_code == 200
    assert 1 <= len(sessions(world)) <= CONNECTIONS_MAX


@pytest.mark.slow  # it waits for longer than a connection is trusted
async def test_a_thawed_container_finds_the_database_that_started_anew_meanwhile(
    function: Function, world: SmallWorld
) -> None:
    async with function.client(NAMED_STAGE) as there:
        await there.get("/api/v1/ledger?limit=2")
        function.container.send_signal(signal.SIGSTOP)
        assert sessions(world, end=True)
        await asyncio.sleep(UNCHECKED_S + 0.2)
        function.container.send_signal(signal.SIGCONT)
        answer = await there.get("/api/v1/ledger?limit=2")
    assert answer.status_code == 200


async def test_a_failing_job_fails_the_invocation_so_that_lambda_tries_again(
    world: SmallWorld, server_folder: Path
) -> None:
    env = {**environment(world), "DATABASE_URL": dead_postgres_url(free_port())}
    with function_in(server_folder, env) as broken:
        with pytest.raises(FunctionFailed, match="postgres: ") as failed:
            await broken.invoke({"job": "tick"})
        assert failed.value.report["errorType"] == "VendorUnavailable"


async def test_a_missing_setting_is_the_init_error(world: SmallWorld, server_folder: Path) -> None:
    env = {**environment(world), "DATABASE_URL": "postgresql://x", "CRON_SECRET": "short"}
    del env["UPSTASH_REDIS_REST_URL"]
    with function_in(server_folder, env) as broken:
        broken.container.wait(ANSWER_S_MAX)
        with pytest.raises(FunctionFailed) as failed:
            await broken.invoke({"job": "tick"})
    assert failed.value.report["errorType"] == "InvalidInput"
    assert "UPSTASH_REDIS_REST_URL is not set" in str(failed.value)
    assert "CRON_SECRET needs at least 32 characters" in str(failed.value)


async def test_a_container_that_is_ended_leaves_no_session_behind(
    world: SmallWorld, server_folder: Path
) -> None:
    env = environment(world)
    env["DATABASE_URL"] = f"{world.app_url}?application_name=lambda"
    before = sessions(world)
    with function_in(server_folder, env) as ended:
        async with ended.client(NAMED_STAGE) as there:
            await there.get("/api/v1/ledger?limit=2")
        assert len(sessions(world)) == len(before) + 1
        ended.container.terminate()
        assert ended.container.wait(1.0) == -signal.SIGTERM
        await asyncio.to_thread(wait_until, lambda: sessions(world) == before)
