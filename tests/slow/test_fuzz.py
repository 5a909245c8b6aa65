"""Schemathesis against the running API: whatever is sent, the interface description holds."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import free_port
from mlops.local.gateway_server import GatewayServer
from mlops.local.postgres import PostgresServer
from mlops.local.process import running
from tests.http.small_world import create_world, live_through, open_world
from tests.slow.conftest import Say

pytestmark = pytest.mark.slow

SCHEMATHESIS = "schemathesis==4.32.5"
REPOSITORY = Path(__file__).parents[2]
RULES = Path(__file__).with_name("schemathesis.toml")
READY_S_MAX = 30
INSTALL_S_MAX = 120
RUN_S_MAX = 240
DATABASE = "candor_fuzz"
OPTIONS = (
    "--checks", "all", "--mode", "all", "--seed", "1", "--max-examples", "30",
    "--continue-on-failure", "--generation-database", "none",
)  # fmt: skip


@pytest.fixture(scope="module")
def schemathesis() -> tuple[str, ...]:
    """How to call the tool, which is installed beside the project, never into it."""
    own = REPOSITORY / ".candor" / "tools" / "uv" / "bin" / "uv"
    uv = shutil.which("uv") or (str(own) if own.is_file() else None)
    if uv is None:
        pytest.skip("there is no uv to install schemathesis with; `make setup` brings it")
    command = (uv, "tool", "run", "--from", SCHEMATHESIS, "st")
    tried = subprocess.run(
        (*command, "--version"), capture_output=True, text=True, timeout=INSTALL_S_MAX, check=False
    )
    if tried.returncode != 0:
        pytest.skip(f"{SCHEMATHESIS} cannot be installed here: {tried.stderr.strip()[-200:]}")
    return command


@pytest.fixture(scope="module")
def page_url(
    postgres_cluster: PostgresServer, upstash: UpstashServer, server_folder: Path
) -> Iterator[str]:
    """Eight days of a small world, served by uvicorn behind the gateway."""
    world = create_world(postgres_cluster, upstash, server_folder, DATABASE)

    async def live() -> None:
        await open_world(world)
        await live_through(world)

    asyncio.run(live())
    api = world.server(free_port())
    gateway = GatewayServer(free_port(), api.port)
    gateway.prepare()
    with ExitStack() as stack:
        for name, server in (("fuzzed-api", api), ("fuzzed-gateway", gateway)):
            log = stack.enter_context((server_folder / f"{name}.log").open("wb"))
            stack.enter_context(running(server.command(), log, server.is_ready, READY_S_MAX))
        yield gateway.url
    postgres_cluster.drop_database(DATABASE)


def test_no_request_breaks_what_the_interface_description_promises(
    schemathesis: tuple[str, ...], page_url: str, tmp_path: Path, say: Say
) -> None:
    run = subprocess.run(
        (
            *schemathesis, "--config-file", str(RULES),
            "run", f"{page_url}/api/openapi.json", *OPTIONS,
        ),
        cwd=tmp_path, capture_output=True, text=True, timeout=RUN_S_MAX, check=False,
    )  # fmt: skip
    assert run.returncode == 0, f"{run.stdout[-20_000:]}\n{run.stderr[-2_000:]}"
    for line in run.stdout.splitlines():
        if "generated" in line:
            say(f"fuzz: {line.strip()}")
