"""What every aggregate of metrics promises, the fake and the real one alike."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from upstash_redis.asyncio import Redis

from functions.adapters.upstash.aggregate import UpstashAggregate
from functions.adapters.upstash.connection import UpstashConnection
from functions.domain.metrics.serving import AGGREGATE_STARTED
from functions.ports.meter import Aggregate, Batch
from tests.fakes.aggregate import FakeAggregate
from tests.fakes.clock import FakeClock

PATIENT_MS = 20_000
"""These promises are not about time, and a test machine may be busy."""
STARTED = AGGREGATE_STARTED.name


@dataclass
class Rig:
    """An aggregate of which nothing is known yet, its clock, and how it is lost."""

    aggregate: Aggregate
    clock: FakeClock
    lose: Callable[[], Awaitable[object]]

    async def counts(self) -> dict[str, str]:
        """What it holds beside its beginning."""
        return {
            name: text for name, text in (await self.aggregate.read()).items() if name != STARTED
        }


@pytest.fixture(params=["fake", "upstash"])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    clock = FakeClock()
    if request.param == "fake":
        fake = FakeAggregate(clock.now)

        async def lose() -> None:
            fake.lose()

        yield Rig(fake, clock, lose)
        return
    server = request.getfixturevalue("upstash")
    connection = UpstashConnection(server.url, server.token, timeout_ms=PATIENT_MS)
    prefix = f"test-{secrets.token_hex(4)}"
    async with Redis(server.url, server.token, rest_retries=0) as redis:
        yield Rig(
            UpstashAggregate(connection, prefix, clock.now),
            clock,
            lambda: redis.delete(f"{prefix}:metrics"),
        )
    await connection.close()


async def test_nothing_is_told_before_the_first_batch(rig: Rig) -> None:
    assert await rig.aggregate.read() == {}


async def test_whole_numbers_of_all_senders_add_up(rig: Rig) -> None:
    await rig.aggregate.add(Batch("a", 1, {"x|1": 2, "y": 1}))
    await rig.aggregate.add(Batch("b", 1, {"x|1": 40}))
    await rig.aggregate.add(Batch("a", 2, {"y": 1}))
    assert await rig.counts() == {"x|1": "42", "y": "2"}


async def test_a_batch_that_is_sent_again_is_added_once(rig: Rig) -> None:
    for number in (1, 1, 2, 2, 2):
        await rig.aggregate.add(Batch("a", number, {"x": 1}, {"v": float(number)}))
    assert await rig.counts() == {"x": "2", "v": "2.0"}


async def test_the_same_batch_at_once_is_added_once(rig: Rig) -> None:
    batch = Batch("a", 1, {"x": 1})
    await asyncio.gather(*(rig.aggregate.add(batch) for _ in range(8)))
    assert await rig.counts() == {"x": "1"}


async def test_batches_at_once_lose_nothing(rig: Rig) -> None:
    batches = [Batch(f"sender-{n}", 1, {"x": n, f"y|{n}": 1}) for n in range(20)]
    await asyncio.gather(*(rig.aggregate.add(batch) for batch in batches))
    counts = await rig.counts()
    assert counts.pop("x") == str(sum(range(20)))
    assert set(counts.values()) == {"1"}


async def test_the_last_value_set_wins(rig: Rig) -> None:
    await rig.aggregate.add(Batch("a", 1, {}, {"v": 1.5, "w": -0.25}))
    await rig.aggregate.add(Batch("b", 1, {}, {"v": 1_764_385_200.125}))
    assert await rig.counts() == {"v": "1764385200.125", "w": "-0.25"}


async def test_sums_stay_whole_numbers_however_large(rig: Rig) -> None:
    large = 4_503_599_627_370_497
    await rig.aggregate.add(Batch("a", 1, {"sum": large}))
    await rig.aggregate.add(Batch("a", 2, {"sum": large - 2}))
    assert await rig.counts() == {"sum": str(2 * large - 2)}


async def test_a_batch_of_a_thousand_fields_is_added_whole(rig: Rig) -> None:
    added = {f"candor_http_request_duration_seconds|/api/v1/forecast|{n}": n for n in range(1500)}
    values = {f"v|{n}": float(n) for n in range(1500)}
    await rig.aggregate.add(Batch("a", 1, added, values))
    assert len(await rig.counts()) == 3000


async def test_it_notes_when_it_began_and_keeps_to_that(rig: Rig) -> None:
    began: datetime = rig.clock.now()
    await rig.aggregate.add(Batch("a", 1, {"x": 1}))
    rig.clock.advance(60)
    await rig.aggregate.add(Batch("b", 1, {"x": 1}))
    assert float((await rig.aggregate.read())[STARTED]) == began.timestamp()


async def test_a_loss_shows_as_a_later_beginning(rig: Rig) -> None:
    await rig.aggregate.add(Batch("a", 1, {"x": 5}))
    rig.clock.advance(60)
    await rig.lose()
    assert await rig.aggregate.read() == {}
    await rig.aggregate.add(Batch("a", 2, {"x": 1}))
    assert await rig.aggregate.read() == {
        "x": "1", STARTED: f"{rig.clock.now().timestamp():.3f}"
    }  # fmt: skip
