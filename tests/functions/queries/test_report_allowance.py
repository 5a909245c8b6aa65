"""So many reports a minute are taken, by all instances together, at few commands."""

import asyncio

import pytest

from functions.domain.errors import VendorUnavailable
from functions.queries.report_allowance import REPORTS_PER_MINUTE_MAX, SHARE, ReportAllowance
from tests.fakes.cache import FakeCache
from tests.fakes.clock import FakeClock


class CountingCache(FakeCache):
    """Knows how many commands it was sent."""

    commands = 0

    async def add(self, key: str, amount: int, ttl_s: int) -> int:
        self.commands += 1
        await asyncio.sleep(0)
        return await super().add(key, amount, ttl_s)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def cache(clock: FakeClock) -> CountingCache:
    return CountingCache(clock.monotonic)


async def taken(allowance: ReportAllowance, asked: int) -> int:
    return sum([await allowance.take() for _ in range(asked)])


async def test_a_report_costs_no_command_of_its_own(cache: CountingCache, clock: FakeClock) -> None:
    allowance = ReportAllowance(cache, clock)
    assert await taken(allowance, SHARE) == SHARE
    assert cache.commands == 1
    assert await taken(allowance, 1) == 1
    assert cache.commands == 2


async def test_a_flood_is_held_to_the_minutes_reports_and_then_costs_nothing(
    cache: CountingCache, clock: FakeClock
) -> None:
    allowance = ReportAllowance(cache, clock)
    assert await taken(allowance, 10 * REPORTS_PER_MINUTE_MAX) == REPORTS_PER_MINUTE_MAX
    assert cache.commands == REPORTS_PER_MINUTE_MAX / SHARE + 1


async def test_instances_share_the_minutes_reports(cache: CountingCache, clock: FakeClock) -> None:
    instances = [ReportAllowance(cache, clock) for _ in range(7)]
    got = await asyncio.gather(*(taken(one, REPORTS_PER_MINUTE_MAX) for one in instances))
    assert sum(got) == REPORTS_PER_MINUTE_MAX
    assert cache.commands <= REPORTS_PER_MINUTE_MAX / SHARE + len(instances)


async def test_many_at_once_take_one_share(cache: CountingCache, clock: FakeClock) -> None:
    allowance = ReportAllowance(cache, clock)
    assert all(await asyncio.gather(*(allowance.take() for _ in range(SHARE))))
    assert cache.commands == 1


async def test_the_next_minute_has_reports_of_its_own(
    cache: CountingCache, clock: FakeClock
) -> None:
    allowance = ReportAllowance(cache, clock)
    await taken(allowance, 2 * REPORTS_PER_MINUTE_MAX)
    assert not await allowance.take()
    clock.advance(60)
    assert await taken(allowance, 2 * REPORTS_PER_MINUTE_MAX) == REPORTS_PER_MINUTE_MAX


async def test_nobody_can_tell_without_the_cache_and_then_it_goes_on(
    cache: CountingCache, clock: FakeClock
) -> None:
    allowance = ReportAllowance(cache, clock)
    cache.failure = VendorUnavailable("upstash", "no answer")
    with pytest.raises(VendorUnavailable):
        await allowance.take()
    cache.failure = None
    assert await allowance.take()
