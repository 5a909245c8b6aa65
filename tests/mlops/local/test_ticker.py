"""When ticks are fired, live and in a replay."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from functions.domain.world import ClockState
from functions.jobs.cadence import Cadence
from mlops.local.ticker import TRIES_AN_HOUR_MAX, TickTrigger, tick_live, tick_replay

TABLE = (Cadence("ingest", (1, 4)), Cadence("issue", (1, 12)))
HoldClock = Callable[[int], AbstractAsyncContextManager[ClockState | None]]
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)


class Machine:
    """A wall clock that moves when somebody sleeps, and a list of when was fired."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.fired: list[str] = []

    async def fire(self) -> bool:
        self.fired.append(f"{self.now:%H:%M:%S}")
        return True

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


async def test_live_ticks_at_start_and_then_at_every_chance_of_the_table() -> None:
    machine = Machine(MIDNIGHT.replace(minute=2))
    ticking = asyncio.create_task(
        tick_live(TABLE, machine.fire, lambda: machine.now, machine.sleep)
    )
    for _ in range(50):
        await asyncio.sleep(0)
    ticking.cancel()
    assert machine.fired[:5] == ["00:02:00", "00:04:00", "00:12:00", "01:01:00", "01:04:00"]


def hours(*states: ClockState | None, told: list[str]) -> HoldClock:
    """A clock that gives these states and tells when it is held."""
    given = iter(states)

    @asynccontextmanager
    async def hold_clock(hours_on: int) -> AsyncIterator[ClockState | None]:
        state = next(given)
        told.append(f"{'an hour on' if hours_on else 'as it is'}: {state}")
        yield state
        told.append("let go")

    return hold_clock


async def test_replay_holds_the_clock_while_the_jobs_of_an_hour_run_and_ends_after_the_last() -> (
    None
):
    machine = Machine(MIDNIGHT)
    told: list[str] = []

    async def fire() -> bool:
        told.append("tick")
        return True

    states = (ClockState.RUNNING, ClockState.ENDED)
    await tick_replay(fire, hours(*states, told=told), 5.0, machine.sleep)
    assert told == [
        "as it is: running", "tick", "let go",
        "an hour on: ended", "tick", "let go",
    ]  # fmt: skip


async def test_while_somebody_else_moves_the_clock_nothing_is_fired() -> None:
    machine = Machine(MIDNIGHT)
    told: list[str] = []
    states = (None, None, ClockState.ENDED)
    await tick_replay(machine.fire, hours(*states, told=told), 5.0, machine.sleep)
    assert len(machine.fired) == 1
    assert told[::2] == ["as it is: None", "as it is: None", "as it is: ended"]


async def test_an_hour_waits_for_an_api_that_is_being_restarted() -> None:
    machine = Machine(MIDNIGHT)
    answers = iter([False, False, True])

    async def fire() -> bool:
        return next(answers)

    await tick_replay(fire, hours(ClockState.ENDED, told=[]), 5.0, machine.sleep)
    assert list(answers) == []


async def test_an_hour_does_not_wait_for_ever() -> None:
    machine = Machine(MIDNIGHT)
    asked = 0

    async def fire() -> bool:
        nonlocal asked
        asked += 1
        return False

    await tick_replay(fire, hours(ClockState.ENDED, told=[]), 5.0, machine.sleep)
    assert asked == TRIES_AN_HOUR_MAX


async def test_the_time_a_round_takes_is_part_of_the_hour() -> None:
    slept: list[float] = []

    async def fire() -> bool:
        await asyncio.sleep(0.05)
        return True

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    for pace in (60.0, 0.01):
        await tick_replay(fire, hours(ClockState.ENDED, told=[]), pace, sleep)
    assert 30 < slept[0] < 59.96  # a stall of the machine is a part of it too
    assert slept[1] == 0.0


UNFINISHED = {"jobs": [{"job": "issue", "unfinished": True, "report": {}}]}
FAILED = {"jobs": [{"job": "issue", "problem": {}}, {"job": "score", "report": {}}]}


@pytest.mark.parametrize(
    ("answer", "did_its_work"),
    [
        (httpx.Response(200, json={"jobs": []}), True),
        (httpx.Response(503, json=UNFINISHED), True),
        (httpx.Response(503, json=FAILED), False),
        (httpx.Response(500, json=FAILED), False),
        (httpx.Response(503, json={"jobs": []}), False),
        (httpx.Response(401, json={"title": "unauthorized"}), False),
        (httpx.Response(502, text="<html>"), False),
        (httpx.Response(503, json=["jobs"]), False),
        (httpx.ConnectError("nobody there"), False),
    ],
    ids=str,
)
async def test_a_tick_is_posted_with_the_secret_and_has_failed_where_a_job_has(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    answer: httpx.Response | httpx.HTTPError,
    did_its_work: bool,
) -> None:
    asked: list[tuple[str, str, str]] = []

    def transport(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path, request.headers["Authorization"]))
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return answer

    real = httpx.AsyncClient
    monkeypatch.setattr(
        httpx,
        "AsyncClient",
        lambda **options: real(transport=httpx.MockTransport(transport), **options),
    )
    trigger = TickTrigger("http://api", "s" * 32)
    assert await trigger.fire() is did_its_work
    await trigger.close()
    assert asked == [("POST", "/api/cron/tick", "Bearer " + "s" * 32)]
    if isinstance(answer, httpx.HTTPError):
        assert "ConnectError: nobody there" in caplog.text
    elif not answer.is_success:
        assert f"tick: {answer.status_code}" in caplog.text
