"""What instances of the function count comes together in one Redis, in every runtime."""

import asyncio
import secrets
from pathlib import Path

import httpx
import pytest

from functions.domain.metrics.fields import field_of
from functions.domain.metrics.serving import FUNCTION_STARTS, HTTP_REQUESTS
from mlops.local.emulators.upstash.server import UpstashServer
from tests.http.lambda_function import function_in
from tests.http.runtimes.aws_lambda import environment
from tests.http.small_world import SmallWorld
from tests.lambda_gateways import HTTP_API, FunctionFailed
from tests.metered_load import METRICS_TOKEN, Instances, fields_of, load_on, two_instances

CLIENTS = 4
ANSWERS = 300
LOOKS_MAX = 600
HEALTH = field_of(HTTP_REQUESTS, {"route": "/api/health", "status_class": "2xx"})


async def test_after_a_clean_end_every_answer_was_counted_once(
    upstash: UpstashServer, server_folder: Path
) -> None:
    with two_instances(upstash, server_folder) as instances:
        async with load_on(instances, CLIENTS) as load:
            for _ in range(LOOKS_MAX):
                await asyncio.sleep(0.1)
                if load.answered >= ANSWERS:
                    break
        scraped = await scrape_of(instances)
        for one in instances.both:
            one.end()
        assert load.failed == 0
        assert load.answered >= ANSWERS
        assert instances.counted() == load.answered
        starts = fields_of(upstash, instances.prefix)[FUNCTION_STARTS.name]
    assert int(starts) == len(instances.both)
    assert "# TYPE candor_cache_answers gauge" in scraped


async def scrape_of(instances: Instances) -> str:
    """What Prometheus is told by one of them."""
    async with httpx.AsyncClient(base_url=instances.both[0].server.url) as client:
        headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
        answer = await client.get("/api/metrics", headers=headers)
    answer.raise_for_status()
    return answer.text


@pytest.mark.parametrize("job", ["ingest", "nothing"], ids=["done", "failed"])
async def test_a_schedule_on_lambda_flushes_before_its_container_is_frozen(
    world: SmallWorld, upstash: UpstashServer, server_folder: Path, job: str
) -> None:
    prefix = f"lambda-{secrets.token_hex(4)}"
    with function_in(server_folder, {**environment(world), "CACHE_PREFIX": prefix}) as function:
        async with function.client(HTTP_API) as client:
            for _ in range(3):
                (await client.get("/api/health")).raise_for_status()
        assert fields_of(upstash, prefix).get(HEALTH) != "3"  # they are not due yet
        try:
            await function.invoke({"job": job})
        except FunctionFailed:
            assert job == "nothing"
        assert fields_of(upstash, prefix)[HEALTH] == "3"
