"""The same API in every runtime it is served by, over one small world."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from functions.domain.world import Mode
from functions.openapi import openapi
from mlops.local.api_server import ApiServer
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import free_port
from mlops.local.gateway_server import GatewayServer
from mlops.local.postgres import PostgresServer
from mlops.local.process import running
from tests.http.json_schema import Promise
from tests.http.runtimes import GATEWAY, IN_PROCESS, Runtime
from tests.http.small_world import (
    CRON_SECRET,
    SmallWorld,
    create_world,
    live_through,
    open_world,
)

READY_S_MAX = 30


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run every test here in one event loop, so that all of them share one client a runtime."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def world(
    postgres_cluster: PostgresServer, upstash: UpstashServer, server_folder: Path
) -> SmallWorld:
    """Eight days in the life of a small world, lived once; nobody moves its clock again."""
    small = create_world(postgres_cluster, upstash, server_folder, "candor_http")

    async def live() -> None:
        await open_world(small)
        await live_through(small)

    asyncio.run(live())
    return small


@pytest.fixture(scope="session", params=[IN_PROCESS, GATEWAY])
def runtime(
    request: pytest.FixtureRequest, world: SmallWorld, server_folder: Path
) -> Iterator[Runtime]:
    """Every runtime in turn."""
    if request.param == IN_PROCESS:
        yield Runtime(IN_PROCESS, world)
        return
    api = ApiServer(
        port=free_port(),
        database_url=world.app_url,
        upstash_url=world.upstash.url,
        upstash_token=world.upstash.token,
        cron_secret=CRON_SECRET,
        mode=Mode.SIMULATED,
        cache_prefix=world.cache_prefix,
        objects_dir=world.objects_dir,
    )
    gateway = GatewayServer(free_port(), api.port)
    gateway.prepare()
    with ExitStack() as stack:
        for name, server in (("api", api), ("gateway", gateway)):
            log = stack.enter_context((server_folder / f"{name}.log").open("wb"))
            stack.enter_context(running(server.command(), log, server.is_ready, READY_S_MAX))
        yield Runtime(GATEWAY, world, gateway.url)


@pytest.fixture(scope="session")
def promise() -> Promise:
    """What the OpenAPI document promises."""
    return Promise(openapi())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def api(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the API in one of its runtimes."""
    async with runtime.client() as client:
        yield client
