"""What the meter is told of the cache, and what it is not told."""

import pytest

from functions.adapters.circuit import FAILURES_MAX
from functions.adapters.upstash.cache import UpstashCache
from functions.adapters.upstash.connection import UpstashConnection
from functions.domain.errors import VendorUnavailable
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import free_port
from tests.fakes.meter import FakeMeter

PATIENT_MS = 20_000


async def test_each_call_of_the_cache_is_told_and_none_that_carries_the_meters_own(
    upstash: UpstashServer,
) -> None:
    meter = FakeMeter()
    connection = UpstashConnection(upstash.url, upstash.token, timeout_ms=PATIENT_MS)
    cache = UpstashCache(connection, "test-meter", meter)
    await cache.set("key", b"value", ttl_s=60)
    await cache.get("key")
    assert meter.counted == {("candor_vendor_calls", ("upstash", "ok")): 2}
    assert len(meter.observed["candor_vendor_call_duration_seconds", ("upstash",)]) == 2
    await connection.call(lambda redis: redis.ping())  # as the aggregate does
    assert sum(meter.counted.values()) == 2
    await connection.close()


async def test_a_lost_redis_is_unavailable_until_it_rests() -> None:
    meter = FakeMeter()
    connection = UpstashConnection(f"http://127.0.0.1:{free_port()}", "t" * 40)
    cache = UpstashCache(connection, "test-meter", meter)
    for _ in range(FAILURES_MAX + 2):
        with pytest.raises(VendorUnavailable):
            await cache.ping()
    assert meter.counted == {
        ("candor_vendor_calls", ("upstash", "unavailable")): FAILURES_MAX,
        ("candor_breaker_opened", ("upstash",)): 1,
        ("candor_vendor_calls", ("upstash", "resting")): 2,
    }
    await connection.close()
