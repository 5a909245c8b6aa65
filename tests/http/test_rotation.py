"""Over a rotation every scheduler goes on: with the old secret until it is retired."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from pydantic import SecretStr

from tests.http.runtimes.in_process import app_client
from tests.http.small_world import CRON_SECRET, SmallWorld, services

NEW = "rotated-bearer-0123456789-abcdefghijklm"
METRICS = "a-token-of-who-watches-0123456789abcdef"
USED = 'candor_previous_secret_used_timestamp_seconds{secret="CRON_SECRET"} '


@asynccontextmanager
async def deployed(
    world: SmallWorld, current: str, previous: str | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """The real app, as it is deployed with these secrets."""
    told = {
        "cron_secret": SecretStr(current),
        "cron_secret_previous": None if previous is None else SecretStr(previous),
        "metrics_token": SecretStr(METRICS),
        "cache_prefix": "candor_http_rotation",
    }
    settings = world.settings().model_copy(update=told)
    async with services(settings) as given, app_client(given) as client:
        yield client


async def ticked(client: httpx.AsyncClient, secret: str) -> int:
    sent = {"Authorization": f"Bearer {secret}"}
    return (await client.post("/api/cron/tick", headers=sent)).status_code


async def test_a_scheduler_with_the_old_secret_ticks_until_it_is_retired(world: SmallWorld) -> None:
    async with deployed(world, CRON_SECRET) as before:
        assert [await ticked(before, one) for one in (CRON_SECRET, NEW)] == [200, 401]
    async with deployed(world, NEW, CRON_SECRET) as rotated:
        assert [await ticked(rotated, one) for one in (CRON_SECRET, NEW)] == [200, 200]
    async with deployed(world, NEW) as retired:
        assert [await ticked(retired, one) for one in (CRON_SECRET, NEW)] == [401, 200]
        sent = {"Authorization": f"Bearer {METRICS}"}
        scraped = (await retired.get("/api/metrics", headers=sent)).text
    # Whoever retires it sees when it was last shown, wherever that was.
    [used] = [line for line in scraped.splitlines() if line.startswith(USED)]
    assert float(used.removeprefix(USED)) > 1.7e9
