"""Readers are served while a part behind the API is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from functions.adapters.system import SystemClock
from functions.bootstrap import Bootstrapped
from functions.documents.watch_report import WatchReport
from functions.jobs.cadence import CADENCE
from functions.queries.operation import keep_watch_report
from functions.queries.shelf import Shelf
from mlops.local.emulators.faults import FaultMode
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.postgres import PostgresServer
from tests.http.runtimes.in_process import app_client
from tests.http.small_world import (
    CRON_SECRET,
    SmallWorld,
    create_world,
    lost_services,
    services,
)

READS = [
    "/api/v1/forecast",
    "/api/v1/forecasts?limit=3",
    "/api/v1/forecasts/24h-20240501T00Z",
    "/api/v1/levels?horizon=24h&price=61000",
    "/api/v1/candles",
    "/api/v1/scores",
    "/api/v1/ledger",
    "/api/v1/models",
    "/api/v1/status",
]
SHELVED = [
    "/api/v1/forecast",
    "/api/v1/levels?horizon=24h&price=61000",
    "/api/v1/scores",
    "/api/v1/candles",
    "/api/v1/status",
]
LATER_S = 120
BEARER = {"Authorization": f"Bearer {CRON_SECRET}"}


class LaterClock(SystemClock):
    """Two minutes ahead: what was fresh when it was shelved is not any more."""

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=LATER_S)


@pytest.mark.parametrize("mode", FaultMode)
async def test_reads_answer_from_postgres_however_redis_fails(
    world: SmallWorld, upstash_faults: httpx.AsyncClient, mode: FaultMode
) -> None:
    async with services(world.settings()) as given, app_client(given) as api:
        known = [(await api.get(url)).json() for url in READS[:-1]]
    await upstash_faults.post("/_faults", json={"mode": mode, "delay_ms": 1000})
    async with services(world.settings()) as given, app_client(given) as api:
        answers = [await api.get(url) for url in READS]
    assert [answer.status_code for answer in answers] == [200] * len(READS)
    assert [answer.json() for answer in answers[:-1]] == known
    assert all(answer.headers["x-candor-stale"] == "0" for answer in answers)
    cache = answers[-1].json()["dependencies"][1]
    assert (cache["name"], cache["ok"]) == ("cache", False)
    assert cache["detail"].startswith("cannot be used (upstash: ")
    operation = answers[-1].json()["operation"]
    assert operation["watch"]["state"] == "unreadable"
    assert "upstash: " in operation["watch"]["detail"]
    assert operation["summary"].startswith("The cache is down")


async def test_what_the_watcher_reported_is_told_live_while_postgres_is_gone(
    world: SmallWorld,
) -> None:
    async with services(world.settings()) as given, app_client(given) as api:
        await api.get("/api/v1/status")
    async with without_postgres(world, LaterClock()) as given, app_client(given) as api:
        assert (await api.get("/api/v1/status")).json()["operation"]["watch"]["state"] == "never"
        made_at = given.services.clock.now()
        report = WatchReport(made_at=made_at, probes=[], days=[], budgets=[], incidents=[])
        await keep_watch_report(given.services, report)
        said = (await api.get("/api/v1/status")).json()["operation"]
    assert said["watch"]["state"] == "watched"
    database = next(one for one in said["components"] if one["name"] == "database")
    assert database["state"] == "down"


async def test_jobs_do_their_work_while_redis_is_unreachable(world: SmallWorld) -> None:
    nowhere = f"http://{LOOPBACK}:{free_port()}"
    async with services(world.settings(upstash_url=nowhere)) as given, app_client(given) as api:
        for job in ("ingest", "issue", "score"):
            answer = await api.post(f"/api/cron/{job}", headers=BEARER)
            assert answer.status_code == 200, answer.text
        assert (await api.get("/api/v1/forecast")).status_code == 200


@asynccontextmanager
async def without_postgres(world: SmallWorld, clock: SystemClock) -> AsyncIterator[Bootstrapped]:
    """The app's parts in a fresh process whose database does not answer."""
    async with lost_services(world) as given:
        yield replace(
            given,
            services=replace(given.services, clock=clock),
            shelf=Shelf(given.services.cache, clock),
        )


async def test_while_postgres_is_gone_readers_get_the_last_known_documents_with_their_age(
    world: SmallWorld,
) -> None:
    async with services(world.settings()) as given, app_client(given) as api:
        known = [await api.get(url) for url in SHELVED]
    async with without_postgres(world, LaterClock()) as given, app_client(given) as api:
        answers = await asyncio.gather(*(api.get(url) for url in SHELVED))
        again = await api.get(SHELVED[0], headers={"If-None-Match": known[0].headers["etag"]})
    for answer, before in zip(answers, known, strict=True):
        assert answer.status_code == 200, answer.text
        assert LATER_S - 1 <= int(answer.headers["age"]) <= LATER_S + 30
        assert answer.headers["x-candor-stale"] == "1"
        assert "s-maxage=1," in answer.headers["cache-control"]
        if "/status" not in str(before.url):
            assert answer.content == before.content
            assert answer.headers["etag"] == before.headers["etag"]
    assert again.status_code == 304
    assert again.headers["x-candor-stale"] == "1"
    status, was = answers[-1].json(), known[-1].json()
    assert status["dependencies"][0]["name"] == "database"
    assert status["dependencies"][0]["ok"] is False
    now_known = {
        "dependencies": None, "operation": None, "health": None, "degraded_because": None,
    }  # fmt: skip
    assert (status["health"], status["degraded_because"]) == ("degraded", ["the database is down"])
    assert {**status, **now_known} == {**was, **now_known}
    assert status["operation"]["summary"].startswith("The database is down")


async def test_a_fresh_document_is_served_without_asking_postgres(world: SmallWorld) -> None:
    async with services(world.settings()) as given, app_client(given) as api:
        known = await api.get("/api/v1/forecast")
    async with without_postgres(world, SystemClock()) as given, app_client(given) as api:
        answer = await api.get("/api/v1/forecast")
    assert (answer.status_code, answer.content) == (200, known.content)
    assert answer.headers["x-candor-stale"] == "0"


async def test_with_everything_gone_the_process_answers_from_its_memory(
    world: SmallWorld, upstash_faults: httpx.AsyncClient
) -> None:
    async with services(world.settings()) as given, app_client(given) as api:
        known = await api.get("/api/v1/forecast")
    async with without_postgres(world, LaterClock()) as given, app_client(given) as api:
        assert (await api.get("/api/v1/forecast")).status_code == 200
        await upstash_faults.post("/_faults", json={"mode": FaultMode.SERVER_ERROR})
        await asyncio.sleep(1.1)  # the shelf asks again after a second
        answer = await api.get("/api/v1/forecast")
    assert (answer.status_code, answer.content) == (200, known.content)
    assert answer.headers["x-candor-stale"] == "1"


async def test_with_everything_gone_and_nothing_known_the_answer_is_503_and_names_the_vendor(
    world: SmallWorld, upstash_faults: httpx.AsyncClient
) -> None:
    await upstash_faults.post("/_faults", json={"mode": FaultMode.SERVER_ERROR})
    async with without_postgres(world, SystemClock()) as given, app_client(given) as api:
        answers = await asyncio.gather(*(api.get(url) for url in READS))
        health = await api.get("/api/health")
    for answer in answers:
        assert answer.status_code == 503, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json()["type"] == "urn:candor:problem:vendor-unavailable"
        assert answer.json()["detail"].startswith("postgres: ")
    assert health.status_code == 200


async def test_a_world_that_is_not_prepared_is_503_not_ready(
    postgres_cluster: PostgresServer, upstash: UpstashServer, server_folder: Path
) -> None:
    empty = create_world(postgres_cluster, upstash, server_folder, "candor_http_empty")
    async with services(empty.settings()) as given, app_client(given) as api:
        answers = [await api.get(url) for url in READS]
        job = await api.post("/api/cron/issue", headers=BEARER)
        tick = await api.post("/api/cron/tick", headers=BEARER)
        assert (await api.get("/api/health")).status_code == 200
    for answer in (*answers, job):
        assert answer.status_code == 503, answer.text
        assert answer.json()["type"] == "urn:candor:problem:not-ready"
        assert int(answer.headers["retry-after"]) > 0
    assert (tick.status_code, len(tick.json()["jobs"])) == (503, len(CADENCE))
    assert {one["problem"]["title"] for one in tick.json()["jobs"]} == {"Still being prepared"}


async def test_a_process_of_another_mode_serves_nothing_of_this_world(world: SmallWorld) -> None:
    settings = world.settings().model_copy(update={"candor_mode": "live", "cache_prefix": "other"})
    async with services(settings) as given, app_client(given) as api:
        answer = await api.get("/api/v1/forecast")
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:candor:problem:world-mismatch"
