"""How the cache behaves when the vendor fails; that it works is in the contract suite."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from upstash_redis.asyncio import Redis

from functions.adapters.circuit import FAILURES_MAX
from functions.adapters.upstash.cache import PAYLOAD_BYTES_MAX, UpstashCache
from functions.adapters.upstash.connection import TIMEOUT_MS, UpstashConnection
from functions.domain.errors import InvalidInput, VendorRejected, VendorUnavailable
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import free_port

PATIENT_MS = 20_000
"""Where time is not the question; a test machine may be busy."""


class Faults:
    """The fault switch of the emulator, by hand."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def set(self, mode: str, **options: int) -> None:
        self._http.post("/_faults", json={"mode": mode, **options}).raise_for_status()

    def clear(self) -> None:
        self._http.delete("/_faults").raise_for_status()


@pytest.fixture
def faults(upstash: UpstashServer) -> Iterator[Faults]:
    headers = {"Authorization": f"Bearer {upstash.token}"}
    with httpx.Client(base_url=upstash.url, headers=headers) as http:
        switch = Faults(http)
        yield switch
        switch.clear()


@asynccontextmanager
async def connected(
    url: str,
    token: str,
    prefix: str = "test",
    monotonic: Callable[[], float] = time.monotonic,
    timeout_ms: int = TIMEOUT_MS,
) -> AsyncIterator[UpstashCache]:
    """A cache on a connection of its own."""
    connection = UpstashConnection(url, token, monotonic, timeout_ms)
    yield UpstashCache(connection, prefix)
    await connection.close()


@pytest.fixture
async def cache(upstash: UpstashServer) -> AsyncIterator[UpstashCache]:
    async with connected(upstash.url, upstash.token, timeout_ms=PATIENT_MS) as adapter:
        yield adapter


@pytest.mark.parametrize("mode", ["429", "500", "html", "cut"])
async def test_a_failing_vendor_is_unavailable_and_the_next_call_works(
    cache: UpstashCache, faults: Faults, mode: str
) -> None:
    faults.set(mode, count=1)
    with pytest.raises(VendorUnavailable, match=r"^upstash: "):
        await cache.get("key")
    await cache.ping()


async def test_a_slow_vendor_is_given_up_at_the_deadline(
    cache: UpstashCache, upstash: UpstashServer, faults: Faults
) -> None:
    await cache.ping()
    faults.set("slow", count=1, delay_ms=60_000)
    async with connected(upstash.url, upstash.token) as impatient:
        with pytest.raises(VendorUnavailable, match=f"no answer within {TIMEOUT_MS} ms"):
            await asyncio.wait_for(impatient.get("key"), 30)


async def test_an_answer_slower_than_usual_but_in_time_is_taken(
    cache: UpstashCache, faults: Faults
) -> None:
    await cache.set("key", b"value", ttl_s=60)
    faults.set("slow", count=1, delay_ms=50)
    assert await cache.get("key") == b"value"


async def test_a_refused_token_is_our_fault(cache: UpstashCache, faults: Faults) -> None:
    faults.set("401", count=1)
    with pytest.raises(VendorRejected, match="Unauthorized"):
        await cache.get("key")


async def test_a_wrong_token_is_refused_by_the_real_check(upstash: UpstashServer) -> None:
    async with connected(upstash.url, "w" * 40) as cache:
        with pytest.raises(VendorRejected, match="Unauthorized"):
            await cache.ping()


async def test_a_key_of_another_type_is_our_fault(
    cache: UpstashCache, upstash: UpstashServer
) -> None:
    async with Redis(upstash.url, upstash.token, rest_retries=0) as redis:
        await redis.lpush("test:a-list", "x")
    with pytest.raises(VendorRejected, match="WRONGTYPE"):
        await cache.get("a-list")


async def test_nobody_listening_is_unavailable() -> None:
    async with connected(f"http://127.0.0.1:{free_port()}", "t" * 40) as cache:
        with pytest.raises(VendorUnavailable, match="ConnectError"):
            await cache.ping()


async def test_after_repeated_failures_the_vendor_is_not_even_asked(
    upstash: UpstashServer, faults: Faults
) -> None:
    now = 0.0
    faults.set("500", count=FAILURES_MAX)
    async with connected(upstash.url, upstash.token, monotonic=lambda: now) as cache:
        for _ in range(FAILURES_MAX):
            with pytest.raises(VendorUnavailable, match="500"):
                await cache.ping()
        with pytest.raises(VendorUnavailable, match="given a rest"):
            await cache.ping()
        now = 60.0
        await cache.ping()


async def test_a_cancelled_caller_does_not_count_as_a_failure_or_block_the_next(
    cache: UpstashCache,
) -> None:
    task = asyncio.create_task(cache.ping())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await cache.ping()


async def test_two_prefixes_never_see_each_others_keys(upstash: UpstashServer) -> None:
    connection = UpstashConnection(upstash.url, upstash.token, timeout_ms=PATIENT_MS)
    one, other = (UpstashCache(connection, name) for name in ("candor_live", "candor_simulated_1"))
    await one.set("forecast", b"live", ttl_s=60)
    assert await other.get("forecast") is None
    await connection.close()


async def test_a_value_beyond_the_limit_is_refused_before_it_is_sent(
    cache: UpstashCache,
) -> None:
    with pytest.raises(InvalidInput, match="at most"):
        await cache.set("key", bytes(PAYLOAD_BYTES_MAX + 1), ttl_s=60)
