"""Two instances of the function count into one Redis, and nothing is lost or counted twice."""

import asyncio
from pathlib import Path

import httpx

from mlops.local.emulators.upstash.server import UpstashServer
from tests.metered_load import METRICS_TOKEN, Instances, load_on, two_instances

CLIENTS = 4
SECONDS = 2.0


async def test_after_a_clean_end_every_answer_was_counted_once(
    upstash: UpstashServer, server_folder: Path
) -> None:
    with two_instances(upstash, server_folder) as instances:
        async with load_on(instances, CLIENTS) as load:
            await asyncio.sleep(SECONDS)
        scraped = await scrape_of(instances)
        for one in instances.both:
            one.end()
        assert load.answered > 100
        assert load.failed == 0
        assert instances.counted() == load.answered
    assert "candor_function_starts_total 2.0" in scraped


async def scrape_of(instances: Instances) -> str:
    """What Prometheus is told by one of them."""
    async with httpx.AsyncClient(base_url=instances.both[0].server.url) as client:
        answer = await client.get(
            "/api/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}
        )
    answer.raise_for_status()
    return answer.text
