"""The same API in every runtime it is served by, over one small world."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from functions.openapi import openapi
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.postgres import PostgresServer
from tests.http.json_schema import Promise
from tests.http.runtimes.every import RUNTIMES
from tests.http.runtimes.runtime import Runtime, RuntimeKind
from tests.http.small_world import (
    SmallWorld,
    create_world,
    live_through,
    open_world,
)

collect_ignore = ["probe.py"]
"""Runs inside an unpacked function; here it has no settings to start with."""


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


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(kind, id=kind.name, marks=[pytest.mark.slow] if kind.slow else [])
        for kind in RUNTIMES
    ],
)
def runtime(
    request: pytest.FixtureRequest, world: SmallWorld, server_folder: Path
) -> Iterator[Runtime]:
    """Every runtime in turn."""
    kind: RuntimeKind = request.param
    with kind.start(world, server_folder) as started:
        yield started


@pytest.fixture(scope="session")
def promise() -> Promise:
    """What the OpenAPI document promises."""
    return Promise(openapi())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def api(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the API in one of its runtimes."""
    async with runtime.client() as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def upstash_faults(upstash: UpstashServer) -> AsyncIterator[httpx.AsyncClient]:
    """The emulator's fault switch, off again afterwards."""
    headers = {"Authorization": f"Bearer {upstash.token}"}
    async with httpx.AsyncClient(base_url=upstash.url, headers=headers) as switch:
        yield switch
        await switch.delete("/_faults")
