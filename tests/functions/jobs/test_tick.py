"""`tick`: what is due, in order, one failure stopping nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.errors import NotReady, OutOfTime, VendorUnavailable
from functions.jobs import run as run_module
from functions.jobs.cadence import CADENCE, Cadence
from functions.jobs.ingest import ingest
from functions.jobs.tick import TICK_S_MAX, Turn, tick
from functions.logs.context import begin
from functions.queries.shelf import Shelf
from tests.fakes.log import FakeLog
from tests.fakes.world import UnreadableWorld
from tests.functions.jobs.rig import Rig

IN_ORDER = [entry.job for entry in CADENCE]
Job = Callable[[Any], Awaitable[Any]]


def shelf_of(rig: Rig) -> Shelf:
    return Shelf(rig.services.cache, rig.services.clock)


async def ticked(rig: Rig, **options: Any) -> dict[str, Turn]:
    return {one.job: one for one in await tick(rig.services, shelf_of(rig), **options)}


def failing(error: Exception) -> Job:
    async def job(_: Any) -> None:
        raise error

    return job


async def test_one_tick_takes_in_the_hour_issues_its_slots_and_scores_what_has_matured(
    any_rig: Rig,
) -> None:
    await any_rig.ready()
    any_rig.at(0, 1)
    turns = await ticked(any_rig)
    assert list(turns) == IN_ORDER
    assert len(turns["issue"].report.issued) == 4
    any_rig.at(1, 1)
    turns = await ticked(any_rig)
    assert turns["score"].report.scored == 1
    assert not any(turn.failure or turn.unfinished for turn in turns.values())


async def test_eight_ticks_at_once_issue_every_slot_once_and_none_asks_to_come_again(
    real_rig: Rig,
) -> None:
    await real_rig.ready()
    real_rig.at(0, 1)
    ticks = await asyncio.gather(*(ticked(real_rig) for _ in range(8)))
    assert not any(turn.failure or turn.unfinished for turns in ticks for turn in turns.values())
    issued = [slot for turns in ticks for slot in turns["issue"].report.issued]
    assert sorted(issued) == sorted(set(issued))
    assert await real_rig.settled() == dict.fromkeys(issued, "issued")
    assert len(issued) == 4


@pytest.mark.parametrize(
    "error", [VendorUnavailable("postgres", "gone"), RuntimeError("our mistake")]
)
@pytest.mark.parametrize("job", IN_ORDER)
async def test_a_job_that_fails_is_told_and_every_other_has_its_turn(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, job: str, error: Exception
) -> None:
    await rig.ready()
    rig.at(0, 1)
    monkeypatch.setitem(run_module.JOBS, job, failing(error))
    turns = await ticked(rig)
    assert {name: turn.failure for name, turn in turns.items()} == {
        name: error if name == job else None for name in IN_ORDER
    }


async def test_what_only_waits_for_its_candle_is_unfinished_and_later_done(rig: Rig) -> None:
    await rig.ready()
    rig.at(1, 1)
    rig.venue.failing = VendorUnavailable("coinbase", "slow")
    turns = await ticked(rig)
    assert {name for name, turn in turns.items() if turn.unfinished} == {"issue"}
    rig.venue.failing = None
    turns = await ticked(rig)
    assert not any(turn.failure or turn.unfinished for turn in turns.values())
    assert turns["issue"].report.issued


async def test_a_job_of_another_hour_has_no_turn(rig: Rig) -> None:
    await rig.ready()
    rig.at(6)
    table = (Cadence("ingest", (1,), hours=(0,)), Cadence("score", (30,), hours=(5,)))
    assert list(await ticked(rig, cadence=table)) == ["score"]


async def test_a_job_that_hangs_leaves_the_others_their_share(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.ready()
    rig.at(0, 1)
    await ingest(rig.services)

    async def hang(_: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setitem(run_module.JOBS, "ingest", hang)
    turns = await ticked(rig, seconds=0.9)
    assert isinstance(turns["ingest"].failure, OutOfTime)
    assert len(turns["issue"].report.issued) == 4
    assert turns["score"].failure is None


async def test_a_timeout_inside_a_job_is_no_share_used_up(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = TimeoutError("somebody forgot to catch it")
    monkeypatch.setitem(run_module.JOBS, "ingest", failing(error))
    assert (await ticked(rig))["ingest"].failure is error


async def test_a_tick_ends_before_the_function_is_stopped(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares: list[float] = []
    clock = rig.services.clock

    class Limit:
        async def __aenter__(self) -> "Limit":
            return self

        async def __aexit__(self, *_: object) -> None:
            clock.advance(shares[-1])  # type: ignore[attr-defined]

    def timeout(seconds: float) -> Limit:
        shares.append(seconds)
        return Limit()

    monkeypatch.setattr("functions.jobs.tick.asyncio.timeout", timeout)
    await ticked(rig)
    assert shares == pytest.approx([TICK_S_MAX / len(IN_ORDER)] * len(IN_ORDER))
    assert timedelta(seconds=sum(shares)) < timedelta(seconds=60)


async def test_without_a_world_to_read_every_job_has_failed_for_that_reason(rig: Rig) -> None:
    error = NotReady("the world is still being prepared")

    turns = await tick(replace(rig.services, world=UnreadableWorld(error)), shelf_of(rig))
    assert turns == tuple(Turn(job, failure=error) for job in IN_ORDER)


async def test_every_run_has_an_id_of_its_own_in_the_trace_and_its_lines_carry_it(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.ready()
    rig.at(0, 1)
    monkeypatch.setitem(run_module.JOBS, "score", failing(VendorUnavailable("neon", "is gone")))
    monkeypatch.setitem(run_module.JOBS, "checkpoint", failing(KeyError("ours")))
    begin(trace_id="4bf92f3577b34da6a3ce929d0e0e4736")
    with FakeLog() as log:
        turns = await ticked(rig)
    ids = [turn.execution_id for turn in turns.values()]
    assert len(set(ids)) == len(ids)
    assert all(len(one) == 16 for one in ids)
    told = {line["job"]: line for line in log.lines if "slot" not in line}
    assert list(told) == IN_ORDER
    assert {job: line["execution_id"] for job, line in told.items()} == dict(
        zip(turns, ids, strict=True)
    )
    assert {line["trace_id"] for line in log.lines} == {"4bf92f3577b34da6a3ce929d0e0e4736"}
    assert [line["level"] for line in told.values()] == [
        "info", "info", "warning", "error", "info",
    ]  # fmt: skip
    assert told["score"]["reason"] == "neon: is gone"
    assert "stack" not in told["score"]
    assert "KeyError: 'ours'" in told["checkpoint"]["stack"]
