"""When jobs are fired, live and in a replay."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.world import ClockState
from functions.jobs.cadence import CADENCE, Cadence
from mlops.local.ticker import TRIES_AN_HOUR_MAX, JobTrigger, next_due, tick_live, tick_replay

TABLE = (Cadence("ingest", (1, 4)), Cadence("issue", (1, 12)))
HoldClock = Callable[[int], AbstractAsyncContextManager[ClockState | None]]
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)


class Machine:
    """A wall clock that moves when somebody sleeps, and a list of what was fired when."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.fired: list[tuple[str, tuple[str, ...]]] = []

    async def fire(self, jobs: Sequence[str]) -> bool:
        self.fired.append((f"{self.now:%H:%M:%S}", tuple(jobs)))
        return True

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("after", "at", "jobs"),
    [
        ("00:00:30", "00:01:00", ("ingest", "issue")),
        ("00:01:00", "00:04:00", ("ingest",)),
        ("00:04:59", "00:12:00", ("issue",)),
        ("00:12:00", "01:01:00", ("ingest", "issue")),
        ("23:59:59", "00:01:00", ("ingest", "issue")),
    ],
)
def test_jobs_are_due_at_their_minutes_in_the_tables_order(
    after: str, at: str, jobs: tuple[str, ...]
) -> None:
    hour, minute, second = map(int, after.split(":"))
    due = next_due(TABLE, MIDNIGHT.replace(hour=hour, minute=minute, second=second))
    assert (f"{due.at:%H:%M:%S}", due.jobs) == (at, jobs)


@given(st.integers(min_value=0, max_value=10 * 365 * 86_400))
def test_the_next_due_minute_is_later_and_within_the_hour(seconds: int) -> None:
    after = MIDNIGHT + timedelta(seconds=seconds)
    due = next_due(CADENCE, after)
    assert after < due.at <= after + timedelta(hours=1)
    assert due.jobs


def test_a_table_that_triggers_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="triggers nothing"):
        next_due((Cadence("never", ()),), MIDNIGHT)


async def test_live_fires_everything_at_start_and_then_at_its_minutes() -> None:
    machine = Machine(MIDNIGHT.replace(minute=2))
    ticking = asyncio.create_task(
        tick_live(TABLE, machine.fire, lambda: machine.now, machine.sleep)
    )
    for _ in range(50):
        await asyncio.sleep(0)
    ticking.cancel()
    assert machine.fired[:5] == [
        ("00:02:00", ("ingest", "issue")),
        ("00:04:00", ("ingest",)),
        ("00:12:00", ("issue",)),
        ("01:01:00", ("ingest", "issue")),
        ("01:04:00", ("ingest",)),
    ]


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

    async def fire(jobs: Sequence[str]) -> bool:
        told.append(" ".join(jobs))
        return True

    states = (ClockState.RUNNING, ClockState.ENDED)
    await tick_replay(TABLE, fire, hours(*states, told=told), 5.0, machine.sleep)
    assert told == [
        "as it is: running", "ingest issue", "let go",
        "an hour on: ended", "ingest issue", "let go",
    ]  # fmt: skip


async def test_while_somebody_else_moves_the_clock_no_job_is_fired() -> None:
    machine = Machine(MIDNIGHT)
    told: list[str] = []
    states = (None, None, ClockState.ENDED)
    await tick_replay(TABLE, machine.fire, hours(*states, told=told), 5.0, machine.sleep)
    assert len(machine.fired) == 1
    assert told[::2] == ["as it is: None", "as it is: None", "as it is: ended"]


async def test_an_hour_waits_for_an_api_that_is_being_restarted() -> None:
    machine = Machine(MIDNIGHT)
    answers = iter([False, False, True])

    async def fire(_: Sequence[str]) -> bool:
        return next(answers)

    await tick_replay(TABLE, fire, hours(ClockState.ENDED, told=[]), 5.0, machine.sleep)
    assert list(answers) == []


async def test_an_hour_does_not_wait_for_ever() -> None:
    machine = Machine(MIDNIGHT)
    asked: list[Sequence[str]] = []

    async def fire(jobs: Sequence[str]) -> bool:
        asked.append(jobs)
        return False

    await tick_replay(TABLE, fire, hours(ClockState.ENDED, told=[]), 5.0, machine.sleep)
    assert len(asked) == TRIES_AN_HOUR_MAX


async def test_the_time_a_round_takes_is_part_of_the_hour() -> None:
    slept: list[float] = []

    async def fire(_: Sequence[str]) -> bool:
        await asyncio.sleep(0.05)
        return True

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    for pace in (0.2, 0.01):
        await tick_replay(TABLE, fire, hours(ClockState.ENDED, told=[]), pace, sleep)
    assert 0.05 < slept[0] < 0.16
    assert slept[1] == 0.0


async def test_a_job_is_posted_with_the_cron_secret_and_a_failure_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[tuple[str, str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path, request.headers["Authorization"]))
        if request.url.path.endswith("ingest"):
            raise httpx.ConnectError("nobody there")
        return httpx.Response(503 if request.url.path.endswith("issue") else 200)

    real = httpx.AsyncClient
    monkeypatch.setattr(
        httpx,
        "AsyncClient",
        lambda **options: real(transport=httpx.MockTransport(answer), **options),
    )
    trigger = JobTrigger("http://api", "s" * 32)
    assert not await trigger.fire(["ingest", "issue", "score"])
    assert await trigger.fire(["score"])
    await trigger.close()
    assert asked == [
        ("POST", f"/api/cron/{job}", "Bearer " + "s" * 32)
        for job in ("ingest", "issue", "score", "score")
    ]
    assert "ConnectError" in caplog.text
    assert "503" in caplog.text
