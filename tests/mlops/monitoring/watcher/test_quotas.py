"""The share of Upstash's quota, from its developer API as our emulator speaks it."""

from collections.abc import Sequence

import httpx
import pytest

from functions.domain.errors import VendorRejected
from functions.domain.metrics.outside import QUOTA_USED
from mlops.local.emulators.upstash.app import create_app
from mlops.local.emulators.upstash.resp import Reply, RespConnection
from mlops.monitoring.watcher.quotas import ask_quotas
from tests.fakes.meter import FakeMeter

TOKEN = "AX7qASQgYTk0NzM2Y2QtZjE4Yi00NWQ1LWI1"


class Answering(RespConnection):
    """A Valkey that says yes."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1", 9, "")

    async def call(self, batch: Sequence[Sequence[bytes]]) -> list[Reply]:
        return [b"OK" for _ in batch]


async def test_every_command_counts_pipelined_ones_too() -> None:
    meter = FakeMeter()
    transport = httpx.ASGITransport(create_app(Answering(), TOKEN))
    url = "http://upstash.test"
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(transport=transport, base_url=url, headers=bearer) as redis:
        await redis.post("/", json=["SET", "a", "1"])
        await redis.post("/pipeline", json=[["GET", "a"], ["GET", "b"], ["GET", "c"]])
    account = "ada@candor.market", TOKEN
    async with httpx.AsyncClient(transport=transport, base_url=url, auth=account) as http:
        await ask_quotas(http, "db-1", 16, meter)
    assert meter.values == {(QUOTA_USED.name, ("upstash-commands",)): 0.25}


async def test_a_wrong_key_is_refused() -> None:
    transport = httpx.ASGITransport(create_app(Answering(), TOKEN))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://upstash.test", auth=("ada@candor.market", "no")
    ) as http:
        with pytest.raises(VendorRejected, match="answered /v2/redis/stats/db-1 with 401"):
            await ask_quotas(http, "db-1", 16, FakeMeter())
