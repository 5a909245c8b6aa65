"""What only the built function under Vercel's shim can show; the contract suite runs on it too."""

import asyncio
import base64
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from typing import Any

import pytest

from mlops.deployment.vercel_bundle import FUNCTION_MB_MAX, MEGABYTE, Bundle, problems, read_pins
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import free_port
from mlops.local.postgres import PostgresServer
from mlops.local.settings import REPOSITORY
from tests.http.runtimes.in_process import app_client
from tests.http.runtimes.vercel_routing import route
from tests.http.runtimes.vercel_shim import Platform, built, settings, shim
from tests.http.small_world import (
    CRON_SECRET,
    SmallWorld,
    create_world,
    dead_postgres_url,
    open_world,
    services,
)

pytestmark = pytest.mark.slow

PROBE = Path(__file__).with_name("probe.py")
BEARER = {"Authorization": f"Bearer {CRON_SECRET}"}
SECURITY = {
    "content-security-policy", "cross-origin-opener-policy", "permissions-policy",
    "referrer-policy", "strict-transport-security", "x-content-type-options",
}  # fmt: skip
READERS = 200
COLD_STARTS = 5
COLD_START_MS_MAX = 5_000
TIMING = re.compile(r"(bootstrap|import-fn|server-ready);dur=(\d+)")


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    """What Vercel's builder made of this checkout."""
    return built()


@pytest.fixture(scope="module")
def probed(bundle: Bundle, server_folder: Path) -> Path:
    """The function with a probe in its entry point."""
    function = bundle.unpack(Path(mkdtemp(dir=server_folder)))
    entry = function / "api" / "index.py"
    probe = PROBE.read_text().replace("from api.index import app as observed", "observed = app  #")
    entry.write_text(entry.read_text() + probe)
    shutil.rmtree(function / "api" / "__pycache__")
    return function


def said(platform: Platform, kind: str) -> list[dict[str, Any]]:
    """What the probe said, as it reached the platform's log."""
    lines = [
        line
        for log in platform.payloads("log")
        for line in base64.b64decode(log["message"]).decode().splitlines()
    ]
    found = [json.loads(line) for line in lines if line.startswith('{"probe"')]
    return [one for one in found if one["probe"] == kind]


def test_the_bundle_is_what_serves_at_the_locked_versions_and_fits(
    bundle: Bundle, say: Callable[[str], None]
) -> None:
    assert problems(bundle, read_pins(REPOSITORY / "requirements" / "serving.txt")) == []
    full, bare = bundle.bytes() / MEGABYTE, bundle.bytes(compiled=False) / MEGABYTE
    assert bare < full <= FUNCTION_MB_MAX
    say(f"vercel: {full:.1f} MB unpacked, {bare:.1f} MB without .pyc, {bundle.runtime}")


@pytest.mark.parametrize(
    ("path", "served_by", "status"),
    [
        ("/", "index.html", 200),
        ("/favicon.svg", "favicon.svg", 200),
        ("/docs/init.js", "docs/init.js", 200),
        ("/api/v1/forecast", "api/index", 200),
        ("/api/v1/nowhere", "api/index", 200),
        ("/api/cron/issue", "api/index", 200),
        ("/api", "nothing", 404),
        ("/nowhere", "nothing", 404),
        ("/mlops/cli.py", "nothing", 404),
    ],
)
def test_every_answer_of_the_compiled_routing_carries_the_security_headers(
    bundle: Bundle, path: str, served_by: str, status: int
) -> None:
    routed = route(bundle, path)
    assert (routed.served_by, routed.status) == (served_by, status)
    assert set(routed.headers) >= SECURITY
    assert "cache-control" not in routed.headers


def test_assets_are_kept_for_ever_and_carry_the_security_headers(bundle: Bundle) -> None:
    assets = [name for name in bundle.page if name.startswith("assets/")]
    assert assets
    for name in assets:
        routed = route(bundle, f"/{name}")
        assert routed.served_by == name
        assert set(routed.headers) >= SECURITY
        assert "immutable" in routed.headers["cache-control"]


async def test_two_hundred_invocations_at_once_share_one_loop_and_leave_no_task_behind(
    world: SmallWorld, probed: Path, server_folder: Path
) -> None:
    with shim(probed, settings(world), server_folder) as running:
        async with running.client() as api:
            urls = ("/api/v1/forecast", "/api/v1/scores", "/api/v1/price", "/api/v1/nowhere")
            answers = await asyncio.gather(*(api.get(urls[n % 4]) for n in range(READERS)))
        running.platform.await_ends(READERS)
        spoken = said(running.platform, "request")
        started = running.platform.payloads("handler-started")
        ended = running.platform.payloads("end")
        order = [one["type"] for one in running.platform.messages]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404] * (READERS // 4)
    ids = {one["context"]["invocationId"] for one in started}
    assert len(ids) == READERS
    assert sorted(one["context"]["invocationId"] for one in ended) == sorted(ids)
    assert most_at_once(order) > 1
    assert len(spoken) == READERS
    assert len({one["loop"] for one in spoken}) == 1
    assert [one["left"] for one in spoken if one["left"]] == []


def most_at_once(order: list[str]) -> int:
    """The most invocations that were open together."""
    now = most = 0
    for kind in order:
        now += {"handler-started": 1, "end": -1}.get(kind, 0)
        most = max(most, now)
    return most


async def test_what_a_job_publishes_is_published_before_its_invocation_ends(
    postgres_cluster: PostgresServer, upstash: UpstashServer, server_folder: Path, probed: Path
) -> None:
    world = create_world(postgres_cluster, upstash, server_folder, "candor_vercel")
    await open_world(world)
    with world.clock().clock() as hand:
        hand.advance()
    without_postgres = world.settings(database_url=dead_postgres_url(free_port()))
    with shim(probed, settings(world), server_folder) as running:
        async with running.client() as api:
            for job in ("ingest", "issue"):
                answer = await api.post(f"/api/cron/{job}", headers=BEARER)
                assert answer.status_code == 200, answer.text
        running.platform.await_ends(2)
        async with services(without_postgres) as given, app_client(given) as reader:
            published = await reader.get("/api/v1/forecast")
        spoken = said(running.platform, "request")
    assert published.status_code == 200, published.text
    assert published.json()["forecasts"] != []
    assert [one["left"] for one in spoken] == [[], []]


async def test_the_pool_is_closed_when_the_platform_ends_the_function(
    world: SmallWorld, probed: Path, server_folder: Path
) -> None:
    with shim(probed, settings(world), server_folder) as running:
        async with running.client() as api:
            assert (await api.get("/api/v1/ledger")).status_code == 200
        running.platform.await_ends(1)
        assert said(running.platform, "closed") == []
    assert said(running.platform, "closed") == [{"probe": "closed", "closed": True}]


@pytest.fixture(scope="module", params=[True, False], ids=["with .pyc", "without .pyc"])
def unpacked(
    request: pytest.FixtureRequest, bundle: Bundle, server_folder: Path
) -> Iterator[tuple[bool, Path]]:
    """The function with its .pyc files, and without."""
    folder = Path(mkdtemp(dir=server_folder))
    yield request.param, bundle.unpack(folder, compiled=request.param)
    shutil.rmtree(folder)


async def test_a_cold_start_is_short(
    world: SmallWorld,
    unpacked: tuple[bool, Path],
    server_folder: Path,
    say: Callable[[str], None],
) -> None:
    compiled, function = unpacked
    starts: list[dict[str, int]] = []
    for _ in range(COLD_STARTS):
        with shim(function, settings(world), server_folder) as running:
            async with running.client() as api:
                first, second = [await api.get("/api/health") for _ in range(2)]
        assert "x-vercel-internal-timing" not in second.headers
        phases = TIMING.findall(first.headers["x-vercel-internal-timing"])
        starts.append({name: int(ms) for name, ms in phases})
    assert not list(function.rglob("*.pyc")) or compiled
    whole_ms = median(sum(start.values()) for start in starts)
    import_ms = median(start["import-fn"] for start in starts)
    assert 0 < import_ms <= whole_ms < COLD_START_MS_MAX
    say(
        f"vercel: cold start {whole_ms:.0f} ms (import {import_ms:.0f} ms)"
        f" {'with' if compiled else 'without'} .pyc, median of {COLD_STARTS}"
    )
