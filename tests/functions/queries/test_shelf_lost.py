"""A lost database is lost for every document, and one reader at a time finds out whether it is."""

import asyncio

import pytest

from functions.domain.errors import NotReady, VendorUnavailable
from functions.queries import deadline
from functions.queries.shelf import FAILED_S, Shelved
from tests.functions.queries.stage import Source, Stage, document

DOWN = VendorUnavailable("postgres", "no answer")
PATIENCE_S = 10
"""Of real time, with things that take none: a machine may stall."""


@pytest.fixture
async def stage() -> Stage:
    """Two documents that were read once and are not fresh any more."""
    stage = Stage()
    await stage.read()
    await scores(stage)
    stage.clock.advance(100)
    return stage


async def scores(stage: Stage) -> Shelved:
    return await stage.shelf.read("scores", stage.scores)


async def test_one_lost_build_tells_all_documents(stage: Stage) -> None:
    stage.source.failure = stage.scores.failure = DOWN
    assert (await stage.read()).stale
    assert (await scores(stage)).stale
    assert (stage.source.attempts, stage.scores.attempts) == (2, 1)


async def test_a_document_that_nobody_has_says_what_is_lost_without_asking(stage: Stage) -> None:
    stage.source.failure = DOWN
    await stage.read()
    unknown = Source()
    with pytest.raises(VendorUnavailable) as caught:
        await stage.shelf.read("models", unknown)
    assert caught.value is DOWN
    assert unknown.attempts == 0


async def test_what_the_cache_has_fresh_is_read_while_the_database_is_lost(stage: Stage) -> None:
    stage.source.failure = DOWN
    await stage.read()
    await stage.other_process.read("scores", stage.scores)
    fresh = await scores(stage)
    assert (fresh.rendered, fresh.stale) == (document(2), False)


async def test_while_it_hangs_one_reader_asks_and_no_other_waits(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "READ_S_MAX", 0.05)
    stage.source.hang()
    stage.scores.hang()
    assert (await stage.read()).stale
    stage.clock.advance(FAILED_S)
    monkeypatch.setattr(deadline, "READ_S_MAX", 60)  # who asks anew is left to it
    asking = asyncio.create_task(scores(stage))
    await asyncio.wait_for(stage.scores.asked.wait(), PATIENCE_S)
    others = asyncio.gather(*(stage.read() for _ in range(50)), *(scores(stage) for _ in range(50)))
    answers = await asyncio.wait_for(others, PATIENCE_S)
    assert all(answer.stale for answer in answers)
    assert not asking.done()
    stage.scores.failure = DOWN
    stage.scores.answers.set()
    assert (await asking).stale
    assert (stage.source.attempts, stage.scores.attempts) == (2, 2)


async def test_when_it_is_back_for_one_it_is_back_for_all(stage: Stage) -> None:
    stage.source.failure = stage.scores.failure = DOWN
    await stage.read()
    await scores(stage)
    stage.source.failure = stage.scores.failure = None
    stage.clock.advance(FAILED_S)
    assert not (await scores(stage)).stale
    assert not (await stage.read()).stale


async def test_an_answer_that_is_no_document_is_an_answer(stage: Stage) -> None:
    stage.source.failure = DOWN
    await stage.read()
    stage.clock.advance(FAILED_S)
    stage.scores.failure = NotReady("being prepared")
    with pytest.raises(NotReady):
        await scores(stage)
    stage.source.failure = None
    assert not (await stage.read()).stale
