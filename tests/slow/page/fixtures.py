"""What the judges of the page share: a running product, a world without record, and tools."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import free_port
from mlops.local.postgres import PostgresServer
from mlops.local.process import running
from tests.http.small_world import create_world, open_world
from tests.slow.npm_tools import installed
from tests.slow.page.routes import routes

AUDIT = Path(__file__).parents[1] / "audit"
REPORTS = Path(__file__).parents[3] / ".candor" / "page-quality"
DATABASE = "candor_page_empty"
READY_S_MAX = 60


@pytest.fixture(scope="session")
def audit_tools() -> Path:
    """Folder of axe, Lighthouse and pixelmatch, installed when first asked for."""
    return installed(AUDIT)


@pytest.fixture(scope="session")
def axe(audit_tools: Path) -> str:
    """Axe's script."""
    return (audit_tools / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="session")
def page_url(request: pytest.FixtureRequest) -> str:
    """The page of the running product that CANDOR_PAGE names, else of the slow checks' own."""
    if named := os.environ.get("CANDOR_PAGE"):
        return named.rstrip("/")
    url: str = request.getfixturevalue("venues_product").url
    return url


@pytest.fixture(scope="session")
def page_routes(page_url: str) -> list[str]:
    """Where pages lie."""
    return routes(page_url)


@pytest.fixture(scope="session")
def empty_url(
    postgres_cluster: PostgresServer, upstash: UpstashServer, server_folder: Path
) -> Iterator[str]:
    """The API of a world whose schedules are announced and whose first slot has not come."""
    world = create_world(postgres_cluster, upstash, server_folder, DATABASE)
    asyncio.run(open_world(world))
    server = world.server(free_port())
    with (
        (server_folder / "page-empty.log").open("wb") as log,
        running(server.command(), log, server.is_ready, READY_S_MAX),
    ):
        yield server.url


def report(name: str, text: str) -> Path:
    """Keep a table or a document where whoever ran the checks finds it; its path."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    file = REPORTS / name
    file.write_text(text)
    return file
