"""What a process counts reaches the aggregate once, whatever the network does."""

import asyncio

import pytest

from functions.adapters.process_meter import (
    FLUSH_DELTAS,
    FLUSH_S,
    GIVE_UP_S,
    LAST_TRIES,
    RETRY_S,
    ProcessMeter,
)
from functions.domain.errors import VendorError, VendorRejected
from functions.domain.metrics.business import LEDGER_ENTRIES, MISSING_HOURS
from functions.domain.metrics.fields import Histogram
from functions.domain.metrics.serving import (
    DELTAS_DROPPED,
    FLUSHES_FAILED,
    FUNCTION_STARTS,
    HTTP_REQUEST_DURATION,
    HTTP_REQUESTS,
)
from functions.ports.meter import Batch
from tests.functions.adapters.meter_rig import AWAY, ROUTE, Rig


@pytest.fixture
def rig() -> Rig:
    return Rig()


async def test_all_that_was_counted_arrives_in_one_command(rig: Rig) -> None:
    rig.request()
    rig.request()
    rig.meter.count(FUNCTION_STARTS)
    rig.meter.observe(HTTP_REQUEST_DURATION, 0.0305, route=ROUTE)
    rig.meter.set(MISSING_HOURS, 3)
    await rig.meter.flush()
    assert len(rig.aggregate.batches) == 1
    assert await rig.requests() == 2
    assert await rig.told(FUNCTION_STARTS) == {(): 1.0}
    assert await rig.told(MISSING_HOURS) == {(): 3.0}
    histogram = (await rig.told(HTTP_REQUEST_DURATION))[(ROUTE,)]
    assert isinstance(histogram, Histogram)
    assert (sum(histogram.counts), histogram.counts[3], histogram.sum) == (1, 1, 0.0305)


async def test_the_first_answer_flushes_and_the_next_ones_wait(rig: Rig) -> None:
    for _ in range(5):
        rig.request()
        await rig.meter.flush_if_due()
    assert len(rig.aggregate.batches) == 1
    rig.clock.advance(FLUSH_S)
    await rig.meter.flush_if_due()
    assert len(rig.aggregate.batches) == 2
    assert await rig.requests() == 5


async def test_a_request_that_comes_alone_is_told_at_once(rig: Rig) -> None:
    for expected in (1, 2, 3):
        rig.clock.advance(FLUSH_S + 1)
        rig.request()
        await rig.meter.flush_if_due()
        assert await rig.requests() == expected


async def test_many_counts_do_not_wait(rig: Rig) -> None:
    await rig.meter.flush()
    for _ in range(FLUSH_DELTAS - 1):
        rig.request()
    await rig.meter.flush_if_due()
    assert await rig.requests() == 0
    rig.request()
    await rig.meter.flush_if_due()
    assert await rig.requests() == FLUSH_DELTAS


async def test_what_a_job_set_does_not_wait(rig: Rig) -> None:
    await rig.meter.flush()
    rig.meter.set(LEDGER_ENTRIES, 12)
    await rig.meter.flush_if_due()
    assert await rig.told(LEDGER_ENTRIES) == {(): 12.0}


@pytest.mark.parametrize("is_heard", [False, True], ids=["lost", "heard, but not confirmed"])
@pytest.mark.parametrize("failure", [AWAY, VendorRejected("upstash", "refused")])
async def test_what_was_not_confirmed_is_added_once(
    rig: Rig, failure: VendorError, *, is_heard: bool
) -> None:
    rig.aggregate.failure, rig.aggregate.is_heard = failure, is_heard
    rig.request()
    await rig.meter.flush_if_due()
    rig.request()
    rig.aggregate.failure = None
    rig.clock.advance(RETRY_S)
    await rig.meter.flush_if_due()
    assert [one.number for one in rig.aggregate.batches] == [1, 1, 2]
    assert rig.aggregate.batches[0] == rig.aggregate.batches[1]
    assert await rig.requests() == 2
    assert await rig.told(FLUSHES_FAILED) == {(): 1.0}


async def test_an_aggregate_that_failed_is_left_alone_for_a_while(rig: Rig) -> None:
    rig.aggregate.failure = AWAY
    for _ in range(3 * FLUSH_DELTAS):
        rig.request()
        await rig.meter.flush_if_due()
    assert len(rig.aggregate.batches) == 1
    rig.clock.advance(RETRY_S)
    await rig.meter.flush_if_due()
    assert len(rig.aggregate.batches) == 2
    rig.aggregate.failure = None
    await rig.meter.flush()
    assert await rig.requests() == 3 * FLUSH_DELTAS


async def test_a_process_that_ends_tries_again(rig: Rig) -> None:
    add = rig.aggregate.add
    failures = iter([AWAY, AWAY])

    async def fail_twice(batch: Batch) -> None:
        rig.aggregate.failure = next(failures, None)
        await add(batch)

    rig.aggregate.add = fail_twice  # type: ignore[method-assign]
    rig.request()
    await rig.meter.flush()
    assert [one.number for one in rig.aggregate.batches] == [1, 1, 1, 2]
    assert await rig.requests() == 1


async def test_a_process_that_ends_does_not_try_for_ever(rig: Rig) -> None:
    rig.aggregate.failure = AWAY
    rig.request()
    await rig.meter.flush()
    assert len(rig.aggregate.batches) == LAST_TRIES


async def test_a_flush_that_is_cancelled_is_sent_again(rig: Rig) -> None:
    gate = asyncio.Event()
    add = rig.aggregate.add

    async def slow(batch: Batch) -> None:
        await add(batch)
        await gate.wait()

    rig.aggregate.add = slow  # type: ignore[method-assign]
    rig.request()
    flush = asyncio.create_task(rig.meter.flush_if_due())
    await asyncio.sleep(0)
    flush.cancel()
    with pytest.raises(asyncio.CancelledError):
        await flush
    gate.set()
    await rig.meter.flush()
    assert [one.number for one in rig.aggregate.batches] == [1, 1, 2]
    assert await rig.requests() == 1


async def test_one_flush_is_on_its_way_and_the_last_waits_for_it(rig: Rig) -> None:
    gate = asyncio.Event()
    add = rig.aggregate.add

    async def slow(batch: Batch) -> None:
        await gate.wait()
        await add(batch)

    rig.aggregate.add = slow  # type: ignore[method-assign]
    rig.request()
    first = asyncio.create_task(rig.meter.flush_if_due())
    await asyncio.sleep(0)
    rig.request()
    await asyncio.wait_for(rig.meter.flush_if_due(), 10)  # waits for nobody
    last = asyncio.create_task(rig.meter.flush())
    await asyncio.sleep(0)
    assert not last.done()
    gate.set()
    await asyncio.gather(first, last)
    assert [one.number for one in rig.aggregate.batches] == [1, 2]
    assert await rig.requests() == 2


async def test_a_batch_that_stayed_unconfirmed_for_too_long_is_given_up_and_counted(
    rig: Rig,
) -> None:
    rig.aggregate.failure = AWAY
    rig.request()
    rig.meter.set(MISSING_HOURS, 3)
    await rig.meter.flush_if_due()
    rig.aggregate.failure = None
    rig.clock.advance(GIVE_UP_S + 1)
    rig.request()
    await rig.meter.flush()
    assert [one.number for one in rig.aggregate.batches] == [1, 2]
    assert await rig.requests() == 1
    assert await rig.told(DELTAS_DROPPED) == {(): 2.0}


async def test_two_processes_never_speak_under_one_name(rig: Rig) -> None:
    other = ProcessMeter(rig.aggregate, rig.clock.monotonic)
    rig.request()
    other.count(HTTP_REQUESTS, route=ROUTE, status_class="2xx")
    await rig.meter.flush()
    await other.flush()
    assert len({one.sender for one in rig.aggregate.batches}) == 2
    assert await rig.requests() == 2
