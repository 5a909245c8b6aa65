"""An answer that Lambda would refuse becomes one that says what to do, and the container lives."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from mlops.local.emulators.lambda_runtime.server import LambdaServer
from mlops.local.free_port import free_port
from mlops.local.process import running
from mlops.local.settings import REPOSITORY
from tests.http.runtimes.aws_lambda import HOST, environment
from tests.http.small_world import SmallWorld
from tests.lambda_gateways import (
    ALB,
    ALB_MULTI,
    FUNCTION_URL,
    HTTP_API,
    REST_API,
    FunctionFailed,
    Gateway,
    LambdaTransport,
)

pytestmark = pytest.mark.slow  # megabytes through every gateway

READY_S_MAX = ANSWER_S_MAX = 30
PROGRAM = """
from mangum import Mangum
from functions.lambda_handler import TEXT, BoundedAnswers, answer_bytes_max

PART = 500_000

async def app(scope, receive, send):
    headers = [(b"content-type", b"text/csv"), (b"x-trace-id", b"0123abcd")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    text = int(scope["path"][1:]) * b"x"
    for start in range(0, len(text), PART):
        part, more = text[start : start + PART], start + PART < len(text)
        await send({"type": "http.response.body", "body": part, "more_body": more})

bounded = Mangum(BoundedAnswers(app, answer_bytes_max), lifespan="off", text_mime_types=TEXT)
bare = Mangum(app, lifespan="off")
"""


@contextmanager
def serving(folder: Path, world: SmallWorld, handler: str) -> Iterator[LambdaServer]:
    """A container with an app that answers with as many bytes as it is asked for."""
    (folder / "large.py").write_text(PROGRAM)
    server = LambdaServer(free_port())
    env = {**environment(world), "PYTHONPATH": str(REPOSITORY)}
    container = server.container(env, handler=f"large.{handler}", task_root=folder)
    with ExitStack() as stack:
        log = stack.enter_context((folder / "large.log").open("ab"))
        stack.enter_context(running(server.command(), log, server.is_ready, READY_S_MAX))
        stack.enter_context(running(container, log, lambda: True, READY_S_MAX))
        yield server


@pytest.fixture(scope="module")
def bounded(server_folder: Path, world: SmallWorld) -> Iterator[LambdaServer]:
    """The app behind the bound that the function has."""
    with serving(server_folder, world, "bounded") as server:
        yield server


def client(server: LambdaServer, gateway: Gateway) -> httpx.AsyncClient:
    transport = LambdaTransport(gateway, server.invoke_url, ANSWER_S_MAX)
    return httpx.AsyncClient(transport=transport, base_url=HOST)


@pytest.mark.parametrize(
    ("gateway", "fits", "too_large"),
    [
        (HTTP_API, 5_999_998, 5_999_999),
        (FUNCTION_URL, 5_999_998, 6_500_000),
        (REST_API, 5_999_998, 6_500_000),
        (ALB, 899_998, 899_999),
        (ALB_MULTI, 899_998, 1_100_000),
    ],
    ids=lambda one: one.name if isinstance(one, Gateway) else str(one),
)
async def test_what_fits_is_sent_and_what_does_not_is_a_problem(
    bounded: LambdaServer, gateway: Gateway, fits: int, too_large: int
) -> None:
    async with client(bounded, gateway) as api:
        assert len((await api.get(f"/{fits}")).content) == fits
        refused = await api.get(f"/{too_large}")
        assert len((await api.get("/1")).content) == 1
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["x-trace-id"] == refused.json()["trace_id"] == "0123abcd"
    assert f"{too_large + 2} bytes" in refused.json()["detail"]
    assert "set a smaller `limit`" in refused.json()["detail"]


async def test_without_the_bound_the_function_would_fail(
    server_folder: Path, world: SmallWorld
) -> None:
    with serving(server_folder, world, "bare") as server:
        async with client(server, HTTP_API) as api:
            assert len((await api.get("/6000000")).content) == 6_000_000
            with pytest.raises(FunctionFailed, match="exceeded maximum allowed") as failed:
                await api.get("/6500000")
    assert failed.value.report["errorType"] == "Function.ResponseSizeTooLarge"
