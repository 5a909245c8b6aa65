"""What every cache promises, the fake and the real one alike."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest

from functions.adapters.upstash.cache import UpstashCache
from functions.adapters.upstash.connection import UpstashConnection
from functions.ports.cache import Cache
from tests.fakes.cache import FakeCache

PATIENT_MS = 20_000
"""These promises are not about time, and a test machine may be busy."""


@pytest.fixture(params=["fake", "upstash"])
async def cache(request: pytest.FixtureRequest) -> AsyncIterator[Cache]:
    if request.param == "fake":
        yield FakeCache()
        return
    server = request.getfixturevalue("upstash")
    prefix = f"test-{secrets.token_hex(4)}"
    connection = UpstashConnection(server.url, server.token, timeout_ms=PATIENT_MS)
    yield UpstashCache(connection, prefix)
    await connection.close()


async def test_a_key_never_set_is_absent(cache: Cache) -> None:
    assert await cache.get("nothing") is None


@pytest.mark.parametrize(
    "value",
    [b"", b"OK", b'{"price":"61000.00"}', "80 % – 61 000 €".encode(), bytes(range(256))],
    ids=["empty", "ok", "json", "utf-8", "every byte"],
)
async def test_a_value_comes_back_byte_for_byte(cache: Cache, value: bytes) -> None:
    await cache.set("key", value, ttl_s=60)
    assert await cache.get("key") == value


async def test_the_last_value_set_wins(cache: Cache) -> None:
    await cache.set("key", b"first", ttl_s=60)
    await cache.set("key", b"second", ttl_s=60)
    assert await cache.get("key") == b"second"


async def test_keys_do_not_touch_each_other(cache: Cache) -> None:
    await cache.set("forecast:24h", b"a", ttl_s=60)
    await cache.set("forecast:7d", b"b", ttl_s=60)
    assert [await cache.get("forecast:24h"), await cache.get("forecast:7d")] == [b"a", b"b"]


async def test_a_value_is_gone_after_its_time(cache: Cache) -> None:
    await cache.set("key", b"value", ttl_s=1)
    await asyncio.sleep(1.1)
    assert await cache.get("key") is None


async def test_setting_again_starts_the_time_anew(cache: Cache) -> None:
    await cache.set("key", b"value", ttl_s=1)
    await cache.set("key", b"value", ttl_s=60)
    await asyncio.sleep(1.1)
    assert await cache.get("key") == b"value"


async def test_many_calls_at_once_do_not_mix_up_answers(cache: Cache) -> None:
    await asyncio.gather(*(cache.set(f"k{n}", b"%d" % n, ttl_s=60) for n in range(20)))
    values = await asyncio.gather(*(cache.get(f"k{n}") for n in range(20)))
    assert values == [b"%d" % n for n in range(20)]


async def test_ping_returns_when_the_cache_answers(cache: Cache) -> None:
    await cache.ping()


async def test_a_number_adds_up_apart_from_others(cache: Cache) -> None:
    sums = [await cache.add("n", 20, ttl_s=60), await cache.add("n", 5, ttl_s=60)]
    assert [*sums, await cache.add("m", 1, ttl_s=60)] == [20, 25, 1]


async def test_adding_at_once_loses_nothing(cache: Cache) -> None:
    sums = await asyncio.gather(*(cache.add("n", 1, ttl_s=60) for _ in range(20)))
    assert sorted(sums) == list(range(1, 21))


async def test_a_number_is_gone_after_the_time_it_was_first_given(cache: Cache) -> None:
    await cache.add("n", 1, ttl_s=1)
    await cache.add("n", 1, ttl_s=60)
    await asyncio.sleep(1.1)
    assert await cache.add("n", 1, ttl_s=60) == 1
