"""What only the built function under Vercel's shim can show; the contract suite runs on it too."""

import asyncio
import base64
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from typing import Any

import pytest

from mlops.deployment.vercel.bundle import FUNCTION_MB_MAX, MEGABYTE, Bundle, problems, read_pins
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
PAGES = ("/record", "/history", "/ledger", "/models", "/status", "/developers")
STATIC_PAGES = ("/method", "/terms", "/privacy", "/imprint")
READERS = 200
COLD_STARTS = 5
COLD_START_CPU_S_MAX = 2.0
COMPILED_SHARE_MAX = 0.8
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
    entry.write_text(f"{entry.read_text()}\n{PROBE.read_text()}\napp = observed(app)\n")
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
        ("/", "api/index", 200),
        ("/favicon.svg", "favicon.svg", 200),
        ("/docs/init.js", "docs/init.js", 200),
        ("/api/v1/forecast", "api/index", 200),
        ("/api/v1/nowhere", "api/index", 200),
        ("/api/cron/issue", "api/index", 200),
        ("/embed/24h", "api/index", 200),
        ("/og/24h.png", "api/index", 200),
        *((file, "api/index", 200) for file in ("/feed.atom", "/robots.txt", "/sitemap.xml")),
        ("/api", "nothing", 404),
        *((page, "shell.html", 200) for page in PAGES),
        *((page, f"{page[1:]}.html", 200) for page in STATIC_PAGES),
        ("/nowhere", "404.html", 404),
        ("/mlops/cli.py", "404.html", 404),
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


async def test_a_cold_start_is_short_and_the_compiled_files_make_it_shorter(
    world: SmallWorld, bundle: Bundle, server_folder: Path, say: Callable[[str], None]
) -> None:
    cpu_s: dict[bool, float] = {}
    for compiled in (True, False):
        function = bundle.unpack(Path(mkdtemp(dir=server_folder)), compiled=compiled)
        starts = [await cold_start(world, function, server_folder) for _ in range(COLD_STARTS)]
        assert bool(list(function.rglob("*.pyc"))) is compiled
        cpu_s[compiled] = median(cpu for cpu, _ in starts)
        whole_ms = median(sum(phases.values()) for _, phases in starts)
        import_ms = median(phases["import-fn"] for _, phases in starts)
        say(
            f"vercel: cold start {whole_ms:.0f} ms (import {import_ms:.0f} ms), CPU"
            f" {cpu_s[compiled]:.2f} s, {'with' if compiled else 'without'} .pyc,"
            f" median of {COLD_STARTS}"
        )
    # The phases are wall time, which a busy machine stretches at will; CPU time it cannot.
    assert cpu_s[True] < COLD_START_CPU_S_MAX
    assert cpu_s[True] < cpu_s[False] * COMPILED_SHARE_MAX


async def cold_start(
    world: SmallWorld, function: Path, folder: Path
) -> tuple[float, dict[str, int]]:
    """CPU seconds to the first answer, and the phases in ms that this answer tells."""
    with shim(function, settings(world), folder) as running:
        async with running.client() as api:
            first = await api.get("/api/health")
            cpu_s = running.cpu_s()
            second = await api.get("/api/health")
    assert (first.status_code, second.status_code) == (200, 200)
    assert "x-vercel-internal-timing" not in second.headers
    phases = dict(TIMING.findall(first.headers["x-vercel-internal-timing"]))
    assert set(phases) == {"bootstrap", "import-fn", "server-ready"}
    return cpu_s, {name: int(ms) for name, ms in phases.items()}


async def test_a_line_reaches_the_platforms_log_as_json_under_its_request(
    world: SmallWorld, bundle: Bundle, server_folder: Path
) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    own = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01", "x-vercel-id": "fra1::abc-1"}
    environment = settings(world) | {"DATABASE_URL": dead_postgres_url(free_port())}
    with shim(bundle.unpack(Path(mkdtemp(dir=server_folder))), environment, server_folder) as shown:
        async with shown.client() as api:
            await api.get("/api/health", headers=own)
            assert (await api.get("/api/v1/ledger?limit=1", headers=own)).status_code == 503
        shown.platform.await_ends(2)
        logs = shown.platform.payloads("log")
    told = [
        (json.loads(line), log["context"]["requestId"], log["stream"])
        for log in logs
        for line in base64.b64decode(log["message"]).decode().splitlines()
    ]
    ours = [one for one in told if one[0]["logger"].startswith("candor.")]
    assert {line["trace_id"] for line, _, _ in ours} == {trace}
    assert {line["request_id"] for line, _, _ in ours} == {"fra1::abc-1"}
    assert {(line["logger"], line["level"], request, stream) for line, request, stream in ours} == {
        ("candor.access", "debug", 1, "stdout"),
        ("candor.http", "warning", 2, "stderr"),
        ("candor.access", "warning", 2, "stderr"),
    }
