"""A document is read from memory, then the cache, then built; the last one outlives its source."""

import asyncio

import pytest

from functions.domain.errors import (
    InsufficientData,
    NotFound,
    NotReady,
    VendorError,
    VendorRejected,
    VendorUnavailable,
    WorldMismatch,
)
from functions.queries import deadline
from functions.queries.shelf import FAILED_S, MEMORY_S
from tests.functions.queries.stage import NOON, Source, Stage, document, live

FRESH_S = 15.0
"""What a document made at noon in live mode is given."""
DOWN = VendorUnavailable("postgresql", "no answer")


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_what_nobody_has_is_built_and_fresh(stage: Stage) -> None:
    shelved = await stage.read()
    assert shelved.rendered == document(1)
    assert not shelved.stale
    assert stage.shelf.fresh_s(shelved) == FRESH_S
    assert stage.shelf.age_s(shelved) == 0


async def test_a_second_reader_is_answered_from_memory_without_the_cache(stage: Stage) -> None:
    await stage.read()
    stage.cache.failure = VendorUnavailable("redis", "gone")
    stage.clock.advance(MEMORY_S - 0.01)
    assert (await stage.read()).rendered == document(1)
    assert stage.source.attempts == 1


async def test_another_process_reads_it_from_the_cache_without_building(stage: Stage) -> None:
    made = await stage.read()
    found = await stage.read(stage.other_process)
    assert found == made
    assert stage.source.attempts == 1


async def test_what_another_process_shelved_is_seen_once_memory_is_over(stage: Stage) -> None:
    await stage.read()
    await stage.other_process.put("forecast", document(7), live(NOON))
    stage.clock.advance(MEMORY_S)
    assert (await stage.read()).rendered == document(7)
    assert stage.source.attempts == 1


async def test_what_is_no_longer_fresh_is_built_anew(stage: Stage) -> None:
    await stage.read()
    stage.clock.advance(FRESH_S - 0.1)
    assert (await stage.read()).rendered == document(1)
    stage.clock.advance(MEMORY_S)
    assert (await stage.read()).rendered == document(2)
    assert (await stage.read(stage.other_process)).rendered == document(2)


async def test_the_last_document_outlives_its_source_and_says_that_it_is_stale(
    stage: Stage,
) -> None:
    await stage.read()
    stage.clock.advance(100)
    stage.source.failure = DOWN
    for shelf in (stage.shelf, stage.other_process):
        shelved = await stage.read(shelf)
        assert shelved.rendered == document(1)
        assert shelved.stale
        assert shelf.age_s(shelved) == 100
        assert shelf.fresh_s(shelved) < 0


async def test_while_the_source_is_down_it_is_left_alone_for_a_while(stage: Stage) -> None:
    await stage.read()
    stage.clock.advance(100)
    stage.source.failure = DOWN
    for _ in range(50):
        assert (await stage.read()).stale
    assert stage.source.attempts == 2
    stage.clock.advance(FAILED_S)
    await stage.read()
    assert stage.source.attempts == 3


async def test_it_is_fresh_again_soon_after_the_source_is_back(stage: Stage) -> None:
    await stage.read()
    stage.clock.advance(100)
    stage.source.failure = DOWN
    await stage.read()
    stage.source.failure = None
    stage.clock.advance(FAILED_S)
    shelved = await stage.read()
    assert (shelved.rendered, shelved.stale) == (document(2), False)


@pytest.mark.parametrize(
    "failure",
    [
        VendorRejected("postgresql", "bad password"),
        NotReady("being prepared"),
        NotFound("nothing"),
        WorldMismatch("another world"),
        InsufficientData("few"),
        RuntimeError("a bug"),
    ],
    ids=lambda failure: type(failure).__name__,
)
async def test_only_an_unavailable_source_is_covered_up(stage: Stage, failure: Exception) -> None:
    await stage.read()
    stage.clock.advance(100)
    stage.source.failure = failure
    with pytest.raises(type(failure)):
        await stage.read()


async def test_with_the_cache_gone_too_memory_serves_the_last_document(stage: Stage) -> None:
    await stage.read()
    stage.clock.advance(3600)
    stage.source.failure = DOWN
    stage.cache.failure = VendorUnavailable("redis", "gone")
    shelved = await stage.read()
    assert (shelved.rendered, shelved.stale) == (document(1), True)


async def test_where_there_is_nothing_the_failure_is_said_and_soon_forgotten(
    stage: Stage,
) -> None:
    stage.source.failure = DOWN
    with pytest.raises(VendorUnavailable, match="postgresql"):
        await stage.read()
    stage.source.failure = None
    stage.clock.advance(FAILED_S)
    assert (await stage.read()).rendered == document(1)


@pytest.mark.parametrize("failure", [VendorUnavailable("redis", "x"), VendorRejected("redis", "x")])
async def test_a_cache_that_fails_costs_a_build_and_nothing_else(
    stage: Stage, failure: VendorError
) -> None:
    stage.cache.failure = failure
    assert (await stage.read()).rendered == document(1)
    assert not (await stage.read(stage.other_process)).stale
    assert stage.source.built == 2


async def test_two_hundred_readers_at_once_cause_one_build(stage: Stage) -> None:
    stage.source.takes_s = 0.01
    answers = await asyncio.gather(*(stage.read() for _ in range(200)))
    assert stage.source.attempts == 1
    assert {shelved.rendered for shelved in answers} == {document(1)}


async def test_two_hundred_readers_at_once_cause_one_build_without_the_cache_too(
    stage: Stage,
) -> None:
    stage.source.takes_s = 0.01
    stage.cache.failure = VendorUnavailable("redis", "gone")
    await asyncio.gather(*(stage.read() for _ in range(200)))
    assert stage.source.attempts == 1


async def test_a_reader_who_leaves_does_not_hold_up_the_next(stage: Stage) -> None:
    stage.source.takes_s = 60
    leaving = asyncio.create_task(stage.read())
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    stage.source.takes_s = 0
    assert (await asyncio.wait_for(stage.read(), 10)).rendered == document(1)


async def test_documents_do_not_wait_for_each_other(stage: Stage) -> None:
    stage.source.takes_s = 60
    slow = asyncio.create_task(stage.read())
    await asyncio.sleep(0)
    quick = await asyncio.wait_for(stage.shelf.read("scores", Source()), 10)
    assert quick.rendered == document(1)
    slow.cancel()


async def test_what_a_job_shelves_is_read_at_once_without_building(stage: Stage) -> None:
    await stage.read()
    await stage.shelf.put("forecast", document(9), live(NOON))
    assert (await stage.read()).rendered == document(9)
    assert stage.source.attempts == 1


async def test_readers_who_wait_for_a_lost_database_share_one_failure(stage: Stage) -> None:
    stage.cache.failure = VendorUnavailable("redis", "gone")
    stage.source.failure = DOWN
    answers = await asyncio.gather(*(stage.read() for _ in range(200)), return_exceptions=True)
    assert all(answer is DOWN for answer in answers)
    assert stage.source.attempts == 1


async def test_a_cached_document_older_than_the_one_in_memory_does_not_come_back(
    stage: Stage,
) -> None:
    await stage.shelf.put("forecast", document(1), live(NOON))
    stage.cache.failure = VendorUnavailable("redis", "gone")
    stage.clock.advance(5)
    await stage.shelf.put("forecast", document(2), live(NOON))
    stage.cache.failure = None
    stage.source.failure = DOWN
    stage.clock.advance(FRESH_S * 2)
    shelved = await stage.read()
    assert (shelved.rendered, shelved.stale) == (document(2), True)


async def test_a_source_that_hangs_is_left_behind_and_the_last_document_served(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.read()
    monkeypatch.setattr(deadline, "READ_S_MAX", 0.05)
    stage.clock.advance(100)
    stage.source.takes_s = 60
    shelved = await asyncio.wait_for(stage.read(), 10)
    assert (shelved.rendered, shelved.stale) == (document(1), True)
